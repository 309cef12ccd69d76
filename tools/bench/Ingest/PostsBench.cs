using System.Net;
using System.Runtime.CompilerServices;
using EdgeAppliance.Bench.Daemons;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Demo.Appliance;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>Posts a second to the daemon, each answered once its reading is on stable storage: 64 connections with one post each under way, on
/// one thread with one poll(2).</summary>
internal sealed class PostsBench : IBench
{
    private const int Connections = 64;
    private const int PollMs = 100;
    private const string Configuration = """
        { "device": { "id": "bench" }, "listen": { "http": "127.0.0.1:0" }, "sources": { "pump": { "type": "http" } },
          "pipelines": { "hot": { "from": "pump", "steps": [{ "type": "alarm", "when": "temp > 100" }] } } }
        """;

    public string Name => "posts";

    public string Summary => "HTTP posts a second, durable, 64 connections";

    public async Task RunAsync(BenchRun run)
    {
        using var appliance = new ApplianceProcess(DaemonProgram.Find(run), run.Folder, run.Time);
        appliance.Configure(Configuration);
        await appliance.Start(CancellationToken.None);
        using var metrics = new DaemonMetrics(Path.Combine(run.Folder, "state/control.sock"));
        var status = (await appliance.Api.TryGet("/api/status", CancellationToken.None))!.Value;
        var listener = status.GetProperty("listeners").EnumerateArray().First(found => found.GetProperty("protocol").GetString() == "http");
        var host = IPEndPoint.Parse(listener.GetProperty("address").GetString()!);
        string token = await metrics.MakeToken("bench", "ingest");
        var posts = new PostConnection[Connections];
        for (int i = 0; i < posts.Length; i++) posts[i] = new PostConnection(host, token, i);
        foreach (var post in posts) post.Send();
        Drive(posts, TimeSpan.FromSeconds(run.Options.IsSmoke ? 0.1 : 2), run.Time);
        var rates = new List<double>();
        double seconds = run.Options.Integer("seconds", 5, smoke: 1);
        (double syncs, double processor, long count) = (await metrics.Read("edge_outbox_syncs_total"), ProcessCost.ProcessorSeconds(appliance.Id), 0);
        for (int round = run.Options.Integer("rounds", 5, smoke: 1); round > 0; round--)
        {
            long done = Drive(posts, TimeSpan.FromSeconds(seconds), run.Time);
            rates.Add(done / seconds);
            count += done;
        }
        run.Report($"{Connections} connections: posts answered", Statistics.Median(rates), "posts/s");
        run.Report($"{Connections} connections: processor", (ProcessCost.ProcessorSeconds(appliance.Id) - processor) * 1e6 / count, "µs/post");
        run.Report($"{Connections} connections: posts a sync", count / (await metrics.Read("edge_outbox_syncs_total") - syncs), "posts");
        foreach (var post in posts) post.Dispose();
        if (await appliance.Stop() != 0) throw new InvalidOperationException($"The daemon did not end well: {appliance.Log}");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe long Drive(PostConnection[] posts, TimeSpan duration, TimeProvider time)
    {
        var fds = stackalloc PollFd[posts.Length];
        for (int i = 0; i < posts.Length; i++) fds[i] = new PollFd { Fd = posts[i].Fd, Events = Posix.PollIn };
        long since = time.GetTimestamp(), done = 0;
        while (time.GetElapsedTime(since) < duration)
        {
            int ready = Posix.Poll(fds, (nuint)posts.Length, PollMs);
            for (int i = 0; ready > 0 && i < posts.Length; i++)
            {
                if (fds[i].Returned == 0) continue;
                ready--;
                posts[i].Turn();
                done++;
            }
        }
        return done;
    }
}
