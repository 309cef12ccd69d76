using System.Globalization;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Bench.Outbox;

/// <summary>What the outbox takes to append and to take a batch, beside a bare log that syncs as often, in the same run: a round of one
/// after a round of the other. First with next to nothing waiting, then with a backlog.</summary>
internal sealed class OutboxBench : IBench
{
    /// <summary>So many that the store's journals have been filled once: from then on they are used again, as the bare log's blocks are.</summary>
    private const int WarmUpBatches = 800;

    public string Name => "outbox";

    public string Summary => "durable append and take of batches of 256 records, beside a bare log with fdatasync";

    public async Task RunAsync(BenchRun run)
    {
        int rounds = run.Options.Integer("rounds", 15, smoke: 2);
        int batches = run.Options.Integer("batches", 100, smoke: 3);
        int warmUp = run.Options.Integer("warm-up", WarmUpBatches, smoke: 10);
        int backlog = run.Options.Integer("backlog", 1_000_000, smoke: 2_560) / TimedQueue.Records;
        using var store = new StoreQueue(Path.Combine(run.Folder, "store"), run.Time);
        using var log = new SegmentQueue(Path.Combine(run.Folder, "log"), TimedQueue.BatchBytes, backlog + 2 * batches + warmUp);
        TimedQueue own = new(store, run.Time), bare = new(log, run.Time);
        foreach (var queue in new[] { own, bare })
        {
            await queue.Append(warmUp);
            await queue.Take(warmUp);
        }
        await CompareAsync(run, "", store, own, bare, rounds, batches, Bar.AtMost(1.5));
        long records = (long)backlog * TimedQueue.Records;
        double ownRate = records / await own.Append(backlog), bareRate = records / await bare.Append(backlog);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"a backlog of {records:N0} records: {ownRate:N0}/s, {bareRate:N0}/s the bare log"));
        await CompareAsync(run, "with a backlog, ", store, own, bare, rounds, batches, Bar.AtMost(2.0));
        await MeasureResidentAsync(run, backlog, rounds * batches);
    }

    private static async Task CompareAsync(BenchRun run, string name, StoreQueue store, TimedQueue own, TimedQueue bare, int rounds, int batches, Bar bar)
    {
        List<double> ownAppends = [], ownTakes = [], bareAppends = [], bareTakes = [];
        var before = (store.Disk.Syncs, store.Disk.Writes, store.Disk.BytesWritten);
        for (int round = 0; round < rounds; round++)
        {
            // Whoever goes first meets what the other has left to the disk.
            bool isOwnFirst = round % 2 == 0;
            foreach (bool isOwn in new[] { isOwnFirst, !isOwnFirst }) (isOwn ? ownAppends : bareAppends).Add(await (isOwn ? own : bare).Append(batches) / batches);
            foreach (bool isOwn in new[] { isOwnFirst, !isOwnFirst }) (isOwn ? ownTakes : bareTakes).Add(await (isOwn ? own : bare).Take(batches) / batches);
        }
        Report(run, name + "append", ownAppends, bareAppends, bar);
        Report(run, name + "take", ownTakes, bareTakes, bar);
        double both = rounds * batches;
        run.Report($"{name}append and take, syncs", (store.Disk.Syncs - before.Syncs) / both, "a batch");
        run.Report($"{name}append and take, writes", (store.Disk.Writes - before.Writes) / both, "a batch");
        run.Report($"{name}append and take, written", (store.Disk.BytesWritten - before.BytesWritten) / both / TimedQueue.BatchBytes, "bytes/byte");
    }

    private static void Report(BenchRun run, string name, List<double> own, List<double> bare, Bar bar)
    {
        run.Report($"{name}, outbox", Statistics.Median(own) * 1e6, "µs/batch");
        run.Report($"{name}, bare log", Statistics.Median(bare) * 1e6, "µs/batch");
        run.Report($"{name} to bare log", Statistics.Median(own.Zip(bare, (a, b) => a / b)), "ratio", bar);
    }

    private static async Task MeasureResidentAsync(BenchRun run, int backlog, int work)
    {
        string[] arguments = [Path.Combine(run.Folder, "resident"), backlog.ToString(CultureInfo.InvariantCulture), work.ToString(CultureInfo.InvariantCulture)];
        // As the daemon is published: tools/build/Aot.props.
        using var process = new ChildProcess("/usr/bin/env", ["DOTNET_GCgen0size=400000", Environment.ProcessPath!, "outbox-resident", .. arguments]);
        await process.WaitForExitAsync();
        var (now, most) = ResidentCommand.Parse(process.Log) ?? throw new IOException($"The process with the backlog failed: {process.Log}");
        run.Report("with a backlog, resident", now / 1e6, "MB", Bar.AtMost(110));
        run.Report("with a backlog, resident at most", most / 1e6, "MB");
    }
}
