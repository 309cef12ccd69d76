using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Kills.Sessions;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>What clients with lasting sessions are promised holds wherever the daemon is killed: what is acknowledged reaches whoever has subscribed, in order for each publisher, at QoS 2 once.</summary>
public sealed class SessionTests(ITestOutputHelper output)
{
    /// <summary>After so many kills the one who is away comes back, until it has all.</summary>
    private const int KillsAChapter = 5;

    private const string Read = "work/read/telemetry";

    [DaemonFact(Needs.Mosquitto | Needs.MosquittoClients)]
    public async Task Kill_AtAnyMoment_KeepsWhatSessionsArePromised()
    {
        await using var site = await Site.Open(_ => $$"""
            {
              "device": { "id": "{{Site.DeviceId}}" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
              "mqtt": { "queue": 60000, "queueBytes": "64MiB", "queuedBytes": "512MiB" },
              "sources": { "read": { "type": "mqtt", "topic": "work/+/telemetry", "key": "seq" } },
              "pipelines": { "kept": { "from": ["read"], "steps": [{ "type": "alarm", "when": "seq < 0" }] } }
            }
            """);
        using var line = new Cable(() => site.Daemon.Mqtt?.Port);
        await using var crowd = new SessionCrowd(site, line, Read);
        var cycles = new KillCycles(site.Daemon, site.Cable, new Random(Sizes.KillSeed));
        await site.Daemon.StartReady();
        await crowd.Subscribe();
        site.Daemon.Kill();
        crowd.Publish();
        for (int kills = Math.Min(KillsAChapter, Sizes.KillCycles); ; kills = Math.Min(kills + KillsAChapter, Sizes.KillCycles))
        {
            await cycles.Run(kills);
            await site.Daemon.StartReady();
            await crowd.Drain();
            if (kills == Sizes.KillCycles) break;
            site.Daemon.Kill();
            crowd.GoOn();
        }
        output.WriteLine($"seed {Sizes.KillSeed}: {cycles}; {crowd}");
        crowd.AssertKept();
        Assert.Equal(crowd.Publishers.Single(one => one.Topic == Read).Sent, (await site.Daemon.Pages.Status()).Store.NextPosition);
        // What is retained outlives one more.
        site.Daemon.Kill();
        await site.Daemon.StartReady();
        await crowd.AssertRetained();
        Assert.Equal(0, await site.Daemon.Stop());
    }
}
