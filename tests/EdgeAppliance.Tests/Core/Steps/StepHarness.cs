using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Tests.Core.Steps;

/// <summary>A chain of steps for one device, made from its JSON, that writes down what comes out as text.</summary>
internal sealed class StepHarness
{
    private readonly StringBuilder _output = new();
    private readonly StepPlan _plan;
    private readonly StepChain _chain;

    public StepHarness(string json)
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(json);
        _plan = Catalog.Bind(document.RootElement, "steps", errors, TestKeys.Look) ?? throw new ArgumentException(string.Join('\n', errors));
        _chain = new StepChain(Build);
    }

    /// <summary>With a step that makes each window's sums a reading, where a model would stand.</summary>
    public static StepCatalog Catalog { get; } = new(new StepKind("sums", StepFlow.Windows, StepFlow.Rows, _ => _ => new Sums()));

    /// <summary>Whose each reading of the output is.</summary>
    public List<string> Devices { get; } = [];

    public string Output => _output.ToString();

    public IReadOnlyList<Step> Steps => _chain.Steps;

    public static ChannelSet AB { get; } = new("a", "b");

    public static ReadingBatch Batch(ChannelSet channels, params (long TimeUs, double A, double B)[] rows)
    {
        var batch = ReadingBatch.Rent("source", "device", channels, Math.Max(rows.Length, 1));
        foreach (var (timeUs, a, b) in rows)
        {
            int row = batch.AddRow(timeUs);
            batch.Set(row, 0, a);
            if (channels.Count > 1) batch.Set(row, 1, b);
        }
        return batch;
    }

    public static List<string> Errors(string json)
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(json);
        Assert.Null(Catalog.Bind(document.RootElement, "steps", errors, TestKeys.Look));
        return errors.ConvertAll(error => $"{error.Path}: {error.Text}");
    }

    public void Push(params (long TimeUs, double A, double B)[] rows)
    {
        var batch = Batch(AB, rows);
        _chain.Steps[0].Process(batch);
        batch.Release();
    }

    /// <inheritdoc cref="StepChain.Restart"/>
    public void Restart() => _chain.Restart();

    private Step[] Build() => _plan.Build(new StepContext("pipeline", "source", "device", OnAlarm), new Emit(OnBatch));

    private void OnAlarm(AlarmChange change) =>
        _output.Append(CultureInfo.InvariantCulture, $"{change.Batch.TimesUs[change.Row]} {change.Alarm} {(change.Active ? "raised" : "cleared")}\n");

    private void OnBatch(ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            _output.Append(CultureInfo.InvariantCulture, $"{batch.TimesUs[row]}");
            for (int c = 0; c < batch.Channels.Count; c++) _output.Append(CultureInfo.InvariantCulture, $" {batch.Channels[c]}={batch.Get(row, c):R}");
            _output.Append('\n');
            Devices.Add(batch.Device);
        }
    }

    private sealed class Sums : Step
    {
        private static readonly ChannelSet Channels = new("sum", "size");
        private readonly ReadingBatch _row = ReadingBatch.Rent("source", "device", Channels, 1);

        public override void Process(ReadingBatch batch) => throw new StepException("takes windows");

        public override void Process(WindowFrame window)
        {
            _row.Clear();
            int row = _row.AddRow(window.Newest.TimesUs[window.Row]);
            double sum = 0;
            foreach (double value in window.Values) sum += value;
            _row.Set(row, 0, sum);
            _row.Set(row, 1, window.Size);
            Next?.Process(_row);
        }
    }
}
