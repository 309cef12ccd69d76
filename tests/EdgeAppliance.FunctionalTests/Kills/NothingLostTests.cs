using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>Nothing that was acknowledged is lost, wherever the daemon is killed.</summary>
public sealed class NothingLostTests(ITestOutputHelper output)
{
    [DaemonFact(Needs.Mosquitto)]
    public async Task Kill_AtAnyMoment_LosesNothingAcknowledged()
    {
        await using var site = await Site.Open(port => $$"""
            {
              "device": { "id": "{{Site.DeviceId}}" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
              "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
              "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } },
              "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "retryLeast": "50ms", "retryMost": "500ms" } },
            }
            """);
        for (int i = 0; i < 4; i++) site.Add(new DeviceOptions(i, Version: i % 2 == 0 ? (byte)4 : (byte)5) { PerSecond = 500 });
        var cycles = new KillCycles(site.Daemon, site.Cable, new Random(Sizes.KillSeed));
        await cycles.Run(Sizes.KillCycles);
        await site.Daemon.StartReady();
        await site.Drain();
        var account = Account.Of(site.Archive, site.Devices, "raw");
        output.WriteLine($"seed {Sizes.KillSeed}: {cycles}\n{account}");
        Assert.Equal(0, account.Lost);
        Assert.Equal(0, account.OutOfOrder);
        Assert.Equal(0, account.Corrupt);
        Assert.InRange(account.DeliveredAgain, 0, cycles.DeliveredAgainMax);
        Assert.True(account.Acknowledged > 100 * Sizes.KillCycles, $"{account.Acknowledged} acknowledged readings prove little");
        Assert.All(site.Devices, device => Assert.Null(device.Complaint));
        Assert.All(site.Devices, device => Assert.Empty(device.Log.Refused));
        Assert.Equal(0, await site.Daemon.Stop());
    }
}
