using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>Publishes at QoS 1 a second: the daemon's broker beside mosquitto, in the same run, a round of one after a round of the other.</summary>
internal sealed class IngestBench : IBench
{
    private const double WarmUpS = 1;

    private static readonly (LoadOptions Load, double LeastRatio)[] Loads = [(new(0, 64, 20, 5, WarmUpS, 0), 1.0), (new(0, 4, 20, 1, WarmUpS, 0), 0.5)];

    public string Name => "ingest";

    public string Summary => "MQTT publishes at QoS 1 a second, beside mosquitto without persistence";

    public async Task RunAsync(BenchRun run)
    {
        await using var peer = await Mosquitto.StartAsync(run.Folder, run.Time);
        var store = new MemoryStore();
        await using var memory = await BrokerInProcess.StartAsync("broker, memory", store);
        foreach (var (load, leastRatio) in Loads)
        {
            var rates = await MeasureAsync(run, load with { MeasuredS = run.Options.Integer("seconds", 4) }, [peer, memory]);
            double ratio = Statistics.Median(rates[1].Zip(rates[0], (own, theirs) => own / theirs));
            run.Report($"{load.Publishers}×{load.InFlight}: {memory.Name} to {peer.Name}", ratio, "ratio", Bar.AtLeast(leastRatio));
        }
    }

    private static async Task<List<double>[]> MeasureAsync(BenchRun run, LoadOptions load, IBroker[] brokers)
    {
        int rounds = run.Options.Integer("rounds", 5);
        var rates = brokers.Select(_ => new List<double>()).ToArray();
        var costs = brokers.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int b = 0; b < brokers.Length; b++)
            {
                double before = brokers[b].ProcessorSeconds;
                var result = await GenerateAsync(load with { Port = brokers[b].Port });
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

    private static async Task<LoadResult> GenerateAsync(LoadOptions load)
    {
        using var process = new ChildProcess(Environment.ProcessPath!, ["load", .. load.ToArguments()]);
        await process.WaitForExitAsync();
        return process.Log.Split('\n').Select(LoadResult.FromLine).FirstOrDefault(r => r is not null)
            ?? throw new IOException($"The load generator failed: {process.Log}");
    }
}
