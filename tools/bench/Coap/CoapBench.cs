using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Ingest;
using EdgeAppliance.Bench.Stores;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Coap;

/// <summary>Readings posted over CoAP a second, each answered 2.04 once it is on stable storage, without DTLS and with it. The same with a
/// store that keeps nothing tells what the disk costs.</summary>
internal sealed class CoapBench : IBench
{
    private const double PlainLeast = 15_000;
    private const double SecureLeast = 8_000;

    public string Name => "coap";

    public string Summary => "readings posted over CoAP a second, without and with DTLS";

    public async Task RunAsync(BenchRun run)
    {
        int clients = run.Options.Integer("clients", 64, smoke: 4);
        using var store = LiteStore.Open(new LiteStoreOptions(new KernelDisk(Path.Combine(run.Folder, "state"))) { Linger = TimeSpan.FromSeconds(1), QuickCommit = LiteStoreOptions.WorthTheWay }, NullLogger.Instance, run.Time);
        store.SetPipelines([CursorPipeline.Name]);
        _ = new CursorPipeline(store);
        using var durable = new CoapServerInProcess("durable", store, clients);
        using var memory = new CoapServerInProcess("memory", new MemoryStore(), clients);
        foreach (bool secure in new[] { false, true })
        {
            foreach (var server in new[] { durable, memory })
            {
                double rate = await MeasureAsync(run, server, secure, clients);
                Bar? bar = server == durable ? Bar.AtLeast(secure ? SecureLeast : PlainLeast) : null;
                run.Report($"{clients} devices, {(secure ? "DTLS" : "plain")}, {server.Name}", rate, "requests/s", bar);
            }
        }
    }

    private static async Task<double> MeasureAsync(BenchRun run, CoapServerInProcess server, bool secure, int clients)
    {
        var rates = new List<double>();
        double seconds = run.Options.IsSmoke ? 0.2 : run.Options.Integer("seconds", 4, smoke: 1);
        for (int round = 0; round < run.Options.Integer("rounds", 5, smoke: 1); round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var load = new CoapLoadOptions(server.PortOf(secure), secure, clients, run.Options.IsSmoke ? 0.1 : 1, seconds);
            var result = await LoadResult.GenerateAsync(CoapLoadCommand.Name, load.ToArguments());
            server.Check(result.AcknowledgedInAll);
            double cost = (Environment.CpuUsage.TotalTime - before).TotalSeconds * 1e6 / result.AcknowledgedInAll;
            run.Note($"{(secure ? "DTLS" : "plain")}, {server.Name}: {result.Rate:N0}/s, {cost:N1} µs of processor each; the generator {result.ProcessorS * 1e6 / result.Acknowledged:N1} µs");
            rates.Add(result.Rate);
        }
        return Statistics.Median(rates);
    }
}
