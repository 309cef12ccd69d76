using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Devices;
using EdgeAppliance.FunctionalTests.Kills;
using EdgeAppliance.FunctionalTests.Kills.Sessions;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>SIGTERM ends the daemon within ten seconds, whatever it is doing, and nothing is lost or doubled by it.</summary>
public sealed class StopTests
{
    [DaemonFact(Needs.Mosquitto)]
    public async Task Stop_UnderLoadWithABacklog_IsCleanAndLosesNothing()
    {
        await using var site = await Site.Open(port => $$"""
            {
              "device": { "id": "{{Site.DeviceId}}" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
              "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry", "key": "seq" } },
              "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } },
              "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "retryLeast": "50ms", "retryMost": "500ms" } },
            }
            """);
        for (int i = 0; i < 4; i++) site.Add(new DeviceOptions(i, Version: i % 2 == 0 ? (byte)4 : (byte)5) { PerSecond = 1000 });
        foreach (var trouble in (Action[])[() => { }, site.Cable.Cut, site.Cable.Silence])
        {
            site.Cable.Mend();
            await site.Daemon.StartReady();
            int before = site.Devices.Sum(device => device.Log.Acknowledged);
            trouble();
            await Eventually.Becomes("readings are acknowledged", () => site.Devices.Sum(device => device.Log.Acknowledged) > before + 1000, log: () => site.Daemon.Log);
            Assert.Equal(0, await site.Daemon.Stop());
        }
        site.Cable.Mend();
        await site.Daemon.StartReady();
        await site.Drain();
        var account = Account.Of(site.Archive, site.Devices, "raw");
        Assert.Equal((0L, 0L, 0L, 0L), (account.Lost, account.OutOfOrder, account.Corrupt, account.StoredAgain));
    }

    /// <summary>Scripts around mosquitto_sub end for good where it is sent a DISCONNECT.</summary>
    [DaemonFact(Needs.Mosquitto | Needs.MosquittoClients)]
    public async Task Stop_MosquittoSubOfVersion5_ComesAgain()
    {
        const string Topic = "work/here";
        await using var site = await Site.Open(_ => $$"""{ "device": { "id": "{{Site.DeviceId}}" }, "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" } }""");
        using var line = new Cable(() => site.Daemon.Mqtt?.Port);
        await site.Daemon.StartReady();
        using var subscriber = new MosquittoSubscriber("script", Topic, line, site.Folder.PathOf("told"), version: 5);
        await using var publisher = new SessionPublisher("device", 5, Topic, 1, () => site.Daemon.Mqtt);
        publisher.Begin();
        await Eventually.Becomes("it is told", () => subscriber.Told(Topic).Count > 0, log: () => site.Daemon.Log);
        Assert.Equal(0, await site.Daemon.Stop());
        string next = SessionPublisher.Payload(publisher.Sent + 1);
        await site.Daemon.StartReady();
        await Eventually.Becomes("it is told again", () => subscriber.Told(Topic).Contains(next), TimeSpan.FromSeconds(20), () => site.Daemon.Log);
    }
}
