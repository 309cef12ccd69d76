using System.Diagnostics;
using System.Text.Json;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Bench.Steps;

/// <summary>What each step costs a reading of two channels, with nothing before it but a window where it takes windows, and nothing behind it.</summary>
internal sealed class StepsBench : IBench
{
    private const int BatchRows = 64;
    private const long PeriodUs = 10_000;

    private static readonly ChannelSet Channels = new("a", "b");

    public string Name => "steps";

    public string Summary => "time and bytes allocated a reading of two channels, for every step";

    public Task RunAsync(BenchRun run)
    {
        int rounds = run.Options.Integer("rounds", 11, smoke: 1);
        int batches = run.Options.Integer("readings", 192_000, smoke: 6_400) / BatchRows;
        var catalog = new StepCatalog(new StepKind("end", StepFlow.Windows, StepFlow.Rows, _ => _ => new End()));
        foreach (var (name, steps) in StepChains.All) Measure(run, name, Bind(catalog, steps), rounds, batches);
        using var texts = new TextChains();
        foreach (var (name, steps) in texts.All) Measure(run, name, Bind(catalog, steps), rounds, Math.Max(1, batches / TextChains.Slower), texts.Text);
        return Task.CompletedTask;
    }

    private static Step Bind(StepCatalog catalog, string steps)
    {
        var errors = new List<StepError>();
        using var json = JsonDocument.Parse(steps);
        var plan = catalog.Bind(json.RootElement, "steps", errors, Key) ?? throw new InvalidOperationException(string.Join("; ", errors));
        return plan.Build(new StepContext("bench", "source", "device", _ => { }), new End())[0];
    }

    private static string Key(string text, out string wrong)
    {
        wrong = "";
        return "a key that nobody needs to keep secret";
    }

    private static void Measure(BenchRun run, string name, Step step, int rounds, int batches, Blob? text = null)
    {
        var batch = ReadingBatch.Rent("source", "device", Channels, BatchRows);
        long time = 1_700_000_000_000_000;
        Feed(step, batch, ref time, batches, text);
        var nanoseconds = new List<double>();
        // The runtime allocates now and then by itself, but not in every round.
        long allocated = long.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            nanoseconds.Add(Feed(step, batch, ref time, batches, text));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        batch.Release();
        run.Report(name, Statistics.Median(nanoseconds), "ns/reading");
        run.Report($"{name}, allocated", (double)allocated / batches / BatchRows, "bytes/reading", Bar.AtMost(0));
    }

    private static double Feed(Step step, ReadingBatch batch, ref long time, int batches, Blob? text)
    {
        long taken = 0;
        for (int i = 0; i < batches; i++)
        {
            batch.Clear();
            for (int r = 0; r < BatchRows; r++)
            {
                int row = batch.AddRow(time += PeriodUs);
                batch.Set(row, 0, time / PeriodUs * 7919 % 997);
                batch.Set(row, 1, time / PeriodUs * 104729 % 991);
                if (text is not null) batch.SetBlob(row, text.Retain());
            }
            long start = Stopwatch.GetTimestamp();
            step.Process(batch);
            taken += Stopwatch.GetTimestamp() - start;
        }
        return taken * 1e9 / Stopwatch.Frequency / batches / BatchRows;
    }

    private sealed class End : Step
    {
        public override void Process(ReadingBatch batch)
        {
        }

        public override void Process(WindowFrame window)
        {
        }
    }
}
