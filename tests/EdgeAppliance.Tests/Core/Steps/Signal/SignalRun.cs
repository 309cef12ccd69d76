using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Core.Steps.Signal;

/// <summary>A chain of steps for one device and all numbers that come out of it: of rows, or of the last window where the chain ends in <c>take</c>.</summary>
internal sealed class SignalRun
{
    private readonly StepPlan _plan;
    private readonly List<double[]> _rows = [];
    private readonly StepChain _chain;

    public SignalRun(string json)
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(json);
        var catalog = new StepCatalog(new StepKind("take", StepFlow.Windows, StepFlow.Rows, _ => _ => new Take(this)));
        _plan = catalog.Bind(document.RootElement, "steps", errors) ?? throw new ArgumentException(string.Join('\n', errors));
        _chain = new StepChain(Build);
    }

    public List<long> TimesUs { get; } = [];

    /// <summary>Names of the newest output.</summary>
    public string[] Channels { get; private set; } = [];

    /// <summary>Values of the last window, by channel and reading.</summary>
    public double[][] Window { get; private set; } = [];

    /// <summary>Values by channel and row.</summary>
    public double[][] Columns => Window.Length > 0 ? Window : [.. Enumerable.Range(0, Channels.Length).Select(c => _rows.Select(row => row[c]).ToArray())];

    public static string Golden(string file) => Path.Combine(ProjectReferences.Root, "tests/EdgeAppliance.Tests/Core/Steps/Signal/golden", file);

    public static ChannelSet Names(int count) => new([.. Enumerable.Range(0, count).Select(i => ((char)('a' + i)).ToString())]);

    /// <param name="columns">Values by channel and row.</param>
    public void Push(ReadOnlySpan<long> timesUs, double[][] columns, string device = "device")
    {
        var batch = ReadingBatch.Rent("source", device, Names(columns.Length), Math.Max(1, timesUs.Length));
        for (int row = 0; row < timesUs.Length; row++)
        {
            batch.AddRow(timesUs[row]);
            for (int c = 0; c < columns.Length; c++) batch.Set(row, c, columns[c][row]);
        }
        _chain.Steps[0].Process(batch);
        batch.Release();
    }

    /// <inheritdoc cref="StepChain.Restart"/>
    public void Restart() => _chain.Restart();

    private Step[] Build() => _plan.Build(new StepContext("pipeline", "source", "device", _ => { }), new Emit(OnBatch));

    private void OnBatch(ReadingBatch batch)
    {
        Channels = batch.Channels.Names.ToArray();
        for (int row = 0; row < batch.Count; row++)
        {
            TimesUs.Add(batch.TimesUs[row]);
            _rows.Add([.. Enumerable.Range(0, Channels.Length).Select(c => batch.Get(row, c))]);
        }
    }

    private sealed class Take(SignalRun run) : Step
    {
        public override void Process(ReadingBatch batch) => throw new StepException("takes windows");

        public override void Process(WindowFrame window)
        {
            run.Channels = window.Newest.Channels.Names.ToArray();
            run.Window = new double[run.Channels.Length][];
            for (int c = 0; c < run.Window.Length; c++) run.Window[c] = window.Channel(c).ToArray();
        }
    }
}
