using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>Every acknowledged reading counts exactly once in windows, sums and alarms, wherever the daemon is killed.</summary>
public sealed class ExactlyOnceTests(ITestOutputHelper output)
{
    private const int TumblingSize = 10;

    private static readonly Dictionary<string, string> s_steps = new()
    {
        ["tumbling"] = $$"""[{ "type": "aggregate", "size": {{TumblingSize}}, "functions": ["count", "sum"] }]""",
        ["seconds"] = """[{ "type": "aggregate", "size": "1s", "functions": ["count", "sum", "max"] }]""",
        ["sliding"] = """[{ "type": "aggregate", "size": 20, "hop": 5, "functions": ["mean", "std"] }]""",
        ["hot"] = """[{ "type": "alarm", "when": "temp > 40", "raiseAfter": 3, "clearAfter": 5 }, { "type": "aggregate", "size": 50, "functions": ["count"] }]""",
    };

    [DaemonFact(Needs.Mosquitto)]
    public async Task Kill_AtAnyMoment_EveryReadingCountsOnce()
    {
        await using var site = await Site.Open(Configuration);
        for (int i = 0; i < 4; i++) site.Add(new DeviceOptions(i, Version: i % 2 == 0 ? (byte)4 : (byte)5) { PerSecond = 250 });
        var cycles = new KillCycles(site.Daemon, site.Cable, new Random(Sizes.KillSeed));
        await cycles.Run(Sizes.KillCycles);
        await site.Daemon.StartReady();
        await site.Drain();
        var stored = site.Archive.Stream("raw");
        var account = Account.Of(site.Archive, site.Devices, "raw");
        output.WriteLine($"seed {Sizes.KillSeed}: {cycles}\n{account}");
        Assert.InRange(account.DeliveredAgain, 0, cycles.DeliveredAgainMax);
        Assert.Equal(0, site.Archive.Look(ledger => ledger.Lost + ledger.OutOfOrder) + site.Archive.Unreadable + site.Archive.Altered);
        foreach (var device in site.Devices) AssertEachIsStoredOnce(device, stored);
        AssertTotals(site.Archive.Stream("tumbling"), stored);
        foreach (var (pipeline, steps) in s_steps) AssertSame(site.Archive, WholeRun.Of(pipeline, steps, stored));
        Assert.NotEmpty(site.Archive.Stream("hot/alarm"));
        Assert.Equal(0, await site.Daemon.Stop());
    }

    private static string Configuration(int port)
    {
        var pipelines = s_steps.Select(pipeline => $$""", "{{pipeline.Key}}": { "from": ["plant"], "steps": {{pipeline.Value}}, "to": ["cloud"] }""");
        return $$"""
            {
              "device": { "id": "{{Site.DeviceId}}" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
              "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry", "key": "seq" } },
              "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } {{string.Concat(pipelines)}} },
              "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "retryLeast": "50ms", "retryMost": "500ms" } },
            }
            """;
    }

    private static void AssertEachIsStoredOnce(Device device, IReadOnlyList<ArchivedRecord> stored)
    {
        Assert.Null(device.Complaint);
        Assert.Equal(device.Log.Sent, device.Log.Acknowledged);
        var sequences = stored.Where(record => record.Subject == device.Options.Name).Select(record => (long)record.Value("seq"));
        Assert.Equal(Enumerable.Range(1, (int)device.Log.Sent).Select(sequence => (long)sequence), sequences);
    }

    /// <summary>Reckoned anew from what the devices sent, without the daemon's code.</summary>
    private static void AssertTotals(IReadOnlyList<ArchivedRecord> windows, IReadOnlyList<ArchivedRecord> stored)
    {
        foreach (var readings in stored.GroupBy(record => record.Subject))
        {
            var expected = readings.Chunk(TumblingSize).Where(chunk => chunk.Length == TumblingSize).Select(chunk => chunk.Sum(record => record.Value("temp"))).ToArray();
            var made = windows.Where(window => window.Subject == readings.Key).ToArray();
            Assert.Equal(expected.Length, made.Length);
            for (int i = 0; i < made.Length; i++)
            {
                Assert.Equal(TumblingSize, made[i].Value("temp.count"));
                Assert.Equal(expected[i], made[i].Value("temp.sum"), 1e-9);
            }
        }
    }

    private static void AssertSame(CloudArchive archive, Dictionary<string, List<string>> expected)
    {
        foreach (var (stream, events) in expected) Assert.Equal(events, archive.Stream(stream).Select(record => record.StoredEvent));
    }
}
