using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Stores;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>Publishes at QoS 1 a second, acknowledged once they are on stable storage: the daemon's broker and store beside mosquitto, which
/// stores nothing, in the same run, a round of one after a round of the other. The broker without a disk tells what the disk costs.</summary>
internal sealed class IngestBench : IBench
{
    private const int PublishersMax = 64;

    private static readonly (LoadOptions Load, double LeastRatio)[] Loads = [(new(0, 64, 20, 5, 1, 0), 1.0), (new(0, 4, 20, 1, 1, 0), 0.5)];

    public string Name => "ingest";

    public string Summary => "MQTT publishes at QoS 1 a second, beside mosquitto without persistence";

    public async Task RunAsync(BenchRun run)
    {
        await using var peer = await Mosquitto.StartAsync("mosquitto", run.Folder, null, run.Time);
        await using var ruled = await Mosquitto.StartAsync("mosquitto, ACL", run.Folder, LoadDevices.AclFile(PublishersMax), run.Time);
        await using var guarded = await BrokerInProcess.StartAsync("broker, memory, ACL", new MemoryStore(), LoadDevices.Admission(PublishersMax, run.Time));
        await using var memory = await BrokerInProcess.StartAsync("broker, memory", new MemoryStore());
        var disk = new CountedDisk(new KernelDisk(Path.Combine(run.Folder, "state")));
        using var store = LiteStore.Open(new LiteStoreOptions(disk) { Linger = TimeSpan.FromSeconds(1), QuickCommit = LiteStoreOptions.WorthTheWay }, NullLogger.Instance, run.Time);
        store.SetPipelines([CursorPipeline.Name]);
        _ = new CursorPipeline(store);
        await using var durable = await BrokerInProcess.StartAsync("broker, durable", store);
        foreach (var (load, leastRatio) in Loads)
        {
            var before = (durable.Acknowledged, disk.Syncs, disk.Writes, disk.BytesWritten);
            var rates = await MeasureAsync(run, Timed(load, run.Options), [peer, memory, durable, ruled, guarded]);
            string name = $"{load.Publishers}×{load.InFlight}: {durable.Name}";
            double publishes = durable.Acknowledged - before.Acknowledged;
            run.Report($"{name}, publishes a sync", publishes / (disk.Syncs - before.Syncs), "publishes");
            run.Report($"{name}, writes", (disk.Writes - before.Writes) / publishes, "calls/publish");
            run.Report($"{name}, written", (disk.BytesWritten - before.BytesWritten) / publishes, "bytes/publish");
            run.Report($"{name} to {peer.Name}", Ratio(rates[2], rates[0]), "ratio", Bar.AtLeast(leastRatio));
            run.Report($"{load.Publishers}×{load.InFlight}: {memory.Name} to {peer.Name}", Ratio(rates[1], rates[0]), "ratio");
            run.Report($"{load.Publishers}×{load.InFlight}: {guarded.Name} to {ruled.Name}", Ratio(rates[4], rates[3]), "ratio");
            run.Report($"{load.Publishers}×{load.InFlight}: {guarded.Name} to {memory.Name}", Ratio(rates[4], rates[1]), "ratio");
        }
    }

    private static LoadOptions Timed(LoadOptions load, BenchOptions options) =>
        load with { WarmUpS = options.IsSmoke ? 0.1 : load.WarmUpS, MeasuredS = options.IsSmoke ? 0.2 : options.Integer("seconds", 4, smoke: 1) };

    private static double Ratio(List<double> own, List<double> theirs) => Statistics.Median(own.Zip(theirs, (a, b) => a / b));

    private static async Task<List<double>[]> MeasureAsync(BenchRun run, LoadOptions load, IBroker[] brokers)
    {
        int rounds = run.Options.Integer("rounds", 5, smoke: 1);
        var rates = brokers.Select(_ => new List<double>()).ToArray();
        var costs = brokers.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int b = 0; b < brokers.Length; b++)
            {
                double before = brokers[b].ProcessorSeconds;
                var result = await LoadResult.GenerateAsync("load", (load with { Port = brokers[b].Port }).ToArguments());
                brokers[b].Check(result.AcknowledgedInAll);
                double cost = (brokers[b].ProcessorSeconds - before) * 1e6 / result.AcknowledgedInAll;
                run.Note($"{load.Publishers}×{load.InFlight} {brokers[b].Name}: {result.Rate:N0}/s, {cost:N1} µs of processor each; the generator {result.ProcessorS * 1e6 / result.Acknowledged:N1} µs");
                rates[b].Add(result.Rate);
                costs[b].Add(cost);
            }
        }
        for (int b = 0; b < brokers.Length; b++)
        {
            run.Report($"{load.Publishers}×{load.InFlight}: {brokers[b].Name}", Statistics.Median(rates[b]), "publishes/s");
            run.Report($"{load.Publishers}×{load.InFlight}: {brokers[b].Name}, processor", Statistics.Median(costs[b]), "µs/publish");
        }
        return rates;
    }
}
