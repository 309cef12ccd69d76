using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Models;
using EdgeAppliance.Bench.Stores;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Throughput;

/// <summary>Readings a second from the source to the acknowledged record: stored with a sync, a window and the int8 model behind every one of
/// them, and the record taken out of the outbox as an uplink does. First at a steady rate, then as fast as the pipeline gets on.</summary>
internal sealed class ThroughputBench : IBench
{
    private const int LeastRate = 20_000;
    private const int BehindMax = 50_000;

    public string Name => "throughput";

    public string Summary => "readings a second through store, window, int8 model and outbox, sustained";

    public async Task RunAsync(BenchRun run)
    {
        var model = ShippedModel.Open(run.Root, run.Options.Text("model") ?? "host-anomaly");
        using var models = BenchPipeline.Models(run.Root, run.Time);
        var disk = new CountedDisk(new KernelDisk(Path.Combine(run.Folder, "state")));
        using var store = LiteStore.Open(new LiteStoreOptions(disk) { Linger = TimeSpan.FromSeconds(1), QuickCommit = LiteStoreOptions.WorthTheWay }, NullLogger.Instance, run.Time);
        store.SetPipelines([BenchPipeline.Name]);
        using var runner = new PipelineRunner(BenchPipeline.Options(model.Steps(), models), store, run.Time);
        using var pool = new PipelinePool(Math.Max(1, Environment.ProcessorCount / 2), run.Time);
        using var drain = new OutboxDrain(store, new Lane(BenchPipeline.Uplink, RecordPriority.Normal));
        pool.Add(runner);
        var source = new PacedSource(model, store, run.Time);

        await Steady(run, source, runner, () => Sample.Take(runner.Readings, drain.Records, disk, run.Time));
        await FlatOut(run, source, runner);
        await pool.RemoveAsync(runner);
        if (runner.Condition is { } wrong) throw new InvalidOperationException(wrong.Text);
    }

    private static async Task Steady(BenchRun run, PacedSource source, PipelineRunner runner, Func<Sample> sample)
    {
        int rate = run.Options.Integer("rate", LeastRate + LeastRate / 50, smoke: 2_000);
        int seconds = run.Options.Integer("seconds", 60, smoke: 1);
        using var stop = new CancellationTokenSource();
        var giving = Task.Run(() => source.Run(rate, stop.Token));
        await Task.Delay(TimeSpan.FromSeconds(run.Options.IsSmoke ? 0.2 : 5), run.Time);
        var first = sample();
        await Task.Delay(TimeSpan.FromSeconds(seconds), run.Time);
        var last = sample();
        long behind = source.Handed - runner.Readings;
        await stop.CancelAsync();
        await giving;
        Report(run, first, last, behind);
    }

    private static void Report(BenchRun run, Sample first, Sample last, long behind)
    {
        double seconds = run.Time.GetElapsedTime(first.Timestamp, last.Timestamp).TotalSeconds;
        double readings = last.Readings - first.Readings;
        run.Report("steady: readings processed", readings / seconds, "readings/s", Bar.AtLeast(LeastRate));
        run.Report("steady: records acknowledged by the uplink", (last.Records - first.Records) / seconds, "records/s", Bar.AtLeast(LeastRate));
        run.Report("steady: readings given and not processed at the end", behind, "readings");
        run.Report("steady: share of all processors", (last.Processor - first.Processor).TotalSeconds / seconds / Environment.ProcessorCount * 100, "%");
        run.Report("steady: allocated", (last.AllocatedBytes - first.AllocatedBytes) / readings, "bytes/reading");
        run.Report("steady: gen-0 collections", (last.Gen0 - first.Gen0) / seconds * 60, "a minute");
        run.Report("steady: gen-2 collections", (last.Gen2 - first.Gen2) / seconds * 60, "a minute", Bar.AtMost(0));
        run.Report("steady: syncs", (last.Syncs - first.Syncs) / seconds, "a second");
        run.Report("steady: writes", (last.Writes - first.Writes) / readings, "calls/reading");
        run.Report("steady: written", (last.BytesWritten - first.BytesWritten) / readings, "bytes/reading");
    }

    private static async Task FlatOut(BenchRun run, PacedSource source, PipelineRunner runner)
    {
        var most = TimeSpan.FromSeconds(run.Options.Integer("flat-out-seconds", 15, smoke: 1));
        long start = run.Time.GetTimestamp();
        long before = runner.Readings;
        while (run.Time.GetElapsedTime(start) < most)
        {
            if (source.Handed - runner.Readings < BehindMax) source.Give(64);
            else await Task.Delay(TimeSpan.FromMilliseconds(1), run.Time);
        }
        double rate = (runner.Readings - before) / run.Time.GetElapsedTime(start).TotalSeconds;
        run.Report("flat out: readings processed", rate, "readings/s");
    }
}
