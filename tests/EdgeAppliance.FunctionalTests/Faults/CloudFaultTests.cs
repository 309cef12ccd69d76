using EdgeAppliance.FunctionalTests.Devices;
using EdgeAppliance.FunctionalTests.Kills;

namespace EdgeAppliance.FunctionalTests.Faults;

/// <summary>A cloud that is there and not there: nothing is lost, and the devices do not notice.</summary>
public sealed class CloudFaultTests
{
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(4);

    /// <summary>For a busy machine to get round to it.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    [DaemonFact(Needs.Mosquitto)]
    public async Task BrokerAcceptsAndNeverAnswers_IsNoticed_StaysReady_AndARealOneGetsAll()
    {
        await using var site = await Site.Open(Configuration);
        site.Cable.Silence();
        await site.Daemon.StartReady();
        site.Add(new DeviceOptions(1));
        await Eventually.Becomes("it says that the broker does not answer", () => site.Daemon.Says(status => status.Uplinks is [{ Connected: false, LastError: not null }]), s_keepAlive + s_grace, () => site.Daemon.Log);

        int before = site.Cable.Connections;
        await Task.Delay(s_keepAlive * 2, TimeProvider.System, CancellationToken.None);
        // Each try waits half the keep-alive for an answer, and half a second or more before the next.
        Assert.InRange(site.Cable.Connections - before, 1, 4);
        Assert.True(await site.Daemon.Pages.IsReady(), site.Daemon.Log);
        Assert.True(site.Devices[0].Log.Acknowledged > 100, "The device noticed.");

        site.Cable.Mend();
        await site.Drain();
        AssertNothingLost(site);
    }

    [DaemonFact(Needs.Mosquitto)]
    public async Task LinkGoesSilent_IsNoticedWithinTheKeepAlive_AndNothingIsLost()
    {
        await using var site = await Site.Open(Configuration);
        await site.Daemon.StartReady();
        site.Add(new DeviceOptions(1));
        await Eventually.Becomes("records come to the cloud", () => site.Archive.CountOf("raw") > 100, log: () => site.Daemon.Log);
        site.Cable.Silence();
        await Eventually.Becomes("it says that the link is lost", () => site.Daemon.Says(status => !status.Uplinks[0].Connected), s_keepAlive + s_grace, () => site.Daemon.Log);
        Assert.True(await site.Daemon.Pages.IsReady(), site.Daemon.Log);

        site.Cable.Mend();
        await site.Drain();
        AssertNothingLost(site);
        Assert.Equal("""{"state":"online"}""", site.Archive.Statuses[^1]);
    }

    [DaemonFact(Needs.Mosquitto)]
    public async Task LinkGoesSilentWhileIdle_IsNoticedWithinTheKeepAlive()
    {
        await using var site = await Site.Open(Configuration);
        await site.Daemon.StartReady();
        await Eventually.Becomes("the uplink is connected", () => site.Daemon.Says(status => status.Uplinks[0].Connected), log: () => site.Daemon.Log);
        site.Cable.Silence();
        await Eventually.Becomes("it says that the link is lost", () => site.Daemon.Says(status => !status.Uplinks[0].Connected), s_keepAlive + s_grace, () => site.Daemon.Log);
    }

    private static void AssertNothingLost(Site site)
    {
        var account = Account.Of(site.Archive, site.Devices, "raw");
        Assert.Equal((0L, 0L, 0L), (account.Lost, account.OutOfOrder, account.Corrupt));
        Assert.Equal(1, site.Devices[0].Connects);
    }

    private static string Configuration(int port) => $$"""
        {
          "device": { "id": "{{Site.DeviceId}}" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "keepAlive": "{{s_keepAlive.TotalSeconds}}s", "retryLeast": "1s", "retryMost": "2s" } },
        }
        """;
}
