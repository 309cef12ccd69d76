using EdgeAppliance.Bench.Amqp;
using EdgeAppliance.Bench.Behaviour;
using EdgeAppliance.Bench.Coap;
using EdgeAppliance.Bench.Connections;
using EdgeAppliance.Bench.Fleet;
using EdgeAppliance.Bench.Footprint;
using EdgeAppliance.Bench.Ingest;
using EdgeAppliance.Bench.Latency;
using EdgeAppliance.Bench.Models;
using EdgeAppliance.Bench.Outbox;
using EdgeAppliance.Bench.Pictures;
using EdgeAppliance.Bench.Steps;
using EdgeAppliance.Bench.Throughput;
using EdgeAppliance.Bench.Updates;

namespace EdgeAppliance.Bench.Harness;

/// <summary>All benches, in the order in which a run without names takes them.</summary>
internal static class BenchCatalog
{
    private static readonly IBench[] All =
    [
        new IngestBench(),
        new ConnectionsBench(),
        new PostsBench(),
        new CoapBench(),
        new AmqpBench(),
        new OutboxBench(),
        new ThroughputBench(),
        new OverheadBench(),
        new StepsBench(),
        new PicturesBench(),
        new BehaviourBench(),
        new FleetBench(),
        new LatencyBench(),
        new UpdatesBench(),
        new FootprintBench(),
    ];

    /// <summary>Runs the benches that are named, or all.</summary>
    /// <returns>0 where every bar was met, 1 where one was missed, 2 where a name is not known.</returns>
    public static async Task<int> RunAsync(string[] args, TimeProvider time)
    {
        string[] names = [.. args.Where(a => !a.StartsWith("--", StringComparison.Ordinal))];
        var chosen = names.Length == 0 ? All : [.. All.Where(b => names.Contains(b.Name))];
        if (args.Contains("--help") || chosen.Length < names.Distinct().Count())
        {
            Console.WriteLine("bench [NAME…] [--rounds=N] [--seconds=N] [--OPTION=VALUE] [--smoke]");
            foreach (var bench in All) Console.WriteLine($"  {bench.Name,-12} {bench.Summary}");
            return args.Contains("--help") ? 0 : 2;
        }
        bool met = true;
        foreach (var bench in chosen)
        {
            Console.WriteLine($"{bench.Name}: {bench.Summary}");
            using var run = new BenchRun(bench.Name, new BenchOptions(args), time);
            await bench.RunAsync(run);
            run.PrintTable();
            met &= run.BarsAreMet || run.Options.IsSmoke;
        }
        return met ? 0 : 1;
    }
}
