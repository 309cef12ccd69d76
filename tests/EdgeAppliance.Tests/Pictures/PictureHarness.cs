using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Pictures;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;
using EdgeAppliance.Pictures;

namespace EdgeAppliance.Tests.Pictures;

/// <summary>A chain of steps for one device's pictures, that keeps what comes out.</summary>
internal sealed class PictureHarness
{
    private static readonly ChannelSet s_channels = new("bytes");

    private readonly StepCatalog _catalog;
    private readonly RecordJson _json = new();
    private Step? _first;
    private long _timeUs;

    public PictureHarness(ModelRepository? repository = null)
    {
        List<StepKind> kinds =
        [
            DecodeBinder.Kind(new SkiaDecoder()), EncodeBinder.Kind(new SkiaEncoder()),
            new("keep", StepFlow.Pictures, StepFlow.Rows, _ => _ => new Keep(this)), new("values", StepFlow.Windows, StepFlow.Rows, _ => _ => new Keep(this)),
        ];
        if (repository is not null) kinds.AddRange([InferKind.For(repository), BlurKind.For(repository)]);
        _catalog = new StepCatalog(kinds);
    }

    /// <summary>A copy of the last picture that came to a <c>keep</c> step, and of the last window that came to <c>values</c>.</summary>
    public PixelBuffer Picture { get; } = new();

    public PictureView View { get; private set; }

    public double[] Values { get; private set; } = [];

    public ChannelSet? Channels { get; private set; }

    public PictureMeter Meter { get; } = new();

    public List<string> Records { get; } = [];

    public List<bool> Cleared { get; } = [];

    /// <summary>The last record's numbers.</summary>
    public double this[string name] => JsonDocument.Parse(Records[^1]).RootElement.GetProperty(name).GetDouble();

    public List<string> Errors(string steps)
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(steps);
        Assert.Null(_catalog.Bind(document.RootElement, "steps", errors));
        return errors.ConvertAll(error => $"{error.Path}: {error.Text}");
    }

    public StepPlan Plan(string steps)
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(steps);
        return _catalog.Bind(document.RootElement, "steps", errors) ?? throw new ArgumentException(string.Join('\n', errors));
    }

    public PictureHarness Build(string steps)
    {
        _first = Plan(steps).Build(new StepContext("pipeline", "source", "device", _ => { }) { Pictures = Meter }, new Emit(OnBatch))[0];
        return this;
    }

    public void Push(ReadOnlySpan<byte> bytes) => Push(Blob.Copy(bytes));

    public void Push(Blob? blob)
    {
        var batch = ReadingBatch.Rent("source", "device", s_channels, 1);
        batch.AddRow(_timeUs += 1_000_000, [blob?.Length ?? 0]);
        if (blob is not null) batch.SetBlob(0, blob);
        Push(batch);
        batch.Release();
    }

    public void Push(ReadingBatch batch) => _first!.Process(batch);

    private void OnBatch(ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            Records.Add(Encoding.UTF8.GetString(_json.Write(batch, row)));
            Cleared.Add(batch.Cleared);
        }
    }

    private sealed class Keep(PictureHarness to) : Step
    {
        public override void Process(ReadingBatch batch) => throw new StepException("takes pictures");

        public override void Process(PictureFrame picture)
        {
            picture.Pixels.CopyTo(to.Picture);
            to.View = picture.View;
            Next?.Process(picture.Newest);
        }

        public override void Process(WindowFrame window)
        {
            to.Values = window.Values.ToArray();
            to.Channels = window.Newest.Channels;
            Next?.Process(window.Newest);
        }
    }
}
