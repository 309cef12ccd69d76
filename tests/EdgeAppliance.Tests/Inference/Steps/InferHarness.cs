using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;

namespace EdgeAppliance.Tests.Inference.Steps;

/// <summary>A chain of steps with <c>infer</c> among them, that writes down what comes out as text.</summary>
internal sealed class InferHarness(ModelRepository repository, string json)
{
    private readonly StringBuilder _output = new();
    private Step? _first;
    private long _timeUs;

    public string Output => _output.ToString();

    public int Rows { get; private set; }

    /// <summary>Told of each reading that comes out.</summary>
    public Action<ReadingBatch, int> OnRow { get; init; } = (_, _) => { };

    public static List<string> Errors(ModelRepository repository, string json)
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(json);
        Assert.Null(new StepCatalog(InferKind.For(repository)).Bind(document.RootElement, "steps", errors));
        return errors.ConvertAll(error => $"{error.Path}: {error.Text}");
    }

    /// <summary>Pushes one reading a row, a second after the one before.</summary>
    public void Push(ChannelSet channels, params double[][] rows)
    {
        var batch = ReadingBatch.Rent("source", "device", channels, rows.Length);
        foreach (double[] values in rows)
        {
            int row = batch.AddRow(_timeUs += 1_000_000);
            for (int c = 0; c < values.Length; c++) batch.Set(row, c, values[c]);
        }
        Push(batch);
        batch.Release();
    }

    public void Push(ReadingBatch batch) => (_first ??= Build())!.Process(batch);

    private Step Build()
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(json);
        var plan = new StepCatalog(InferKind.For(repository)).Bind(document.RootElement, "steps", errors);
        return plan?.Build(new StepContext("pipeline", "source", "device", OnAlarm), new Emit(OnBatch))[0] ?? throw new ArgumentException(string.Join('\n', errors));
    }

    private void OnAlarm(AlarmChange change) =>
        _output.Append(CultureInfo.InvariantCulture, $"{change.Batch.TimesUs[change.Row] / 1_000_000} {change.Alarm} {(change.Active ? "raised" : "cleared")}\n");

    private void OnBatch(ReadingBatch batch)
    {
        Rows += batch.Count;
        for (int row = 0; row < batch.Count; row++)
        {
            OnRow(batch, row);
            _output.Append(CultureInfo.InvariantCulture, $"{batch.TimesUs[row] / 1_000_000}");
            for (int c = 0; c < batch.Channels.Count; c++) _output.Append(CultureInfo.InvariantCulture, $" {batch.Channels[c]}={batch.Get(row, c):0.####}");
            _output.Append('\n');
        }
    }
}
