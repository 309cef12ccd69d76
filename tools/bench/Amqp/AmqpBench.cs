using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Stores;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using EdgeAppliance.Tests.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Amqp;

/// <summary>Messages a second over AMQP 1.0 that are accepted once they are on stable storage: the daemon's listener and store beside RabbitMQ, which is sent durable messages
/// to queues that it keeps, by the same client in the same run, a round of one after a round of the other.</summary>
internal sealed class AmqpBench : IBench
{
    private static readonly AmqpLoad[] s_loads = [new(16, 64), new(1, 256)];

    public string Name => "amqp";

    public string Summary => "AMQP 1.0 messages a second, accepted once stored, beside RabbitMQ";

    public async Task RunAsync(BenchRun run)
    {
        var disk = new CountedDisk(new KernelDisk(Path.Combine(run.Folder, "state")));
        using var store = LiteStore.Open(new LiteStoreOptions(disk) { Linger = TimeSpan.FromSeconds(1), QuickCommit = LiteStoreOptions.WorthTheWay }, NullLogger.Instance, run.Time);
        store.SetPipelines([CursorPipeline.Name]);
        _ = new CursorPipeline(store);
        await using var own = new ListenerInProcess(store, run.Time);
        using var peer = File.Exists(RabbitMq.Program) ? await RabbitMq.Start(schedulers: "+sbwt none") : null;
        if (peer is null) run.Note("RabbitMQ is not installed (apt-get install rabbitmq-server)");
        foreach (var load in s_loads) await MeasureAsync(run, load with { WarmUpS = run.Options.IsSmoke ? 0.1 : 1, MeasuredS = run.Options.IsSmoke ? 0.2 : run.Options.Integer("seconds", 4, smoke: 1) }, own, peer, disk);
    }

    private static async Task MeasureAsync(BenchRun run, AmqpLoad load, ListenerInProcess own, RabbitMq? peer, CountedDisk disk)
    {
        int rounds = run.Options.Integer("rounds", 5, smoke: 1);
        var (ours, theirs) = (new List<double>(), new List<double>());
        var before = (own.Accepted, disk.Syncs);
        for (int round = 0; round < rounds; round++)
        {
            long accepted = own.Accepted;
            var (rate, acknowledged) = await load.RateAsync(own.Url, sender => $"telemetry/pump-{sender}", run.Time);
            if (own.Accepted - accepted != acknowledged) throw new InvalidOperationException($"{acknowledged} were accepted and {own.Accepted - accepted} stored.");
            ours.Add(rate);
            if (peer is null) continue;
            int number = round;
            theirs.Add((await load.RateAsync(peer.Url, sender => $"/queue/bench-{load.Connections}-{number}-{sender}", run.Time)).Rate);
            run.Note($"{load.Connections}×{load.InFlight}: {ours[^1]:N0}/s beside {theirs[^1]:N0}/s");
        }
        string name = $"{load.Connections}×{load.InFlight}";
        run.Report($"{name}: listener, durable", Statistics.Median(ours), "messages/s");
        run.Report($"{name}: listener, messages a sync", (double)(own.Accepted - before.Accepted) / (disk.Syncs - before.Syncs), "messages");
        if (peer is null) return;
        run.Report($"{name}: RabbitMQ, durable", Statistics.Median(theirs), "messages/s");
        run.Report($"{name}: listener to RabbitMQ", Statistics.Median(ours.Zip(theirs, (a, b) => a / b)), "ratio");
    }
}
