using System.Net;
using System.Net.Http.Json;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.FunctionalTests.Daemons;
using EdgeAppliance.FunctionalTests.Devices;
using EdgeAppliance.FunctionalTests.Kills;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>A changed configuration is applied without dropping what did not change, and a bad one is refused whole.</summary>
public sealed class ReloadTests
{
    private const string Raw = """ "raw": { "from": ["plant"], "to": ["cloud"] }, """;
    private const string More = """ "more": { "from": ["plant"], "steps": [{ "type": "aggregate", "size": 10 }], "to": ["cloud"] }, """;

    [DaemonFact(Needs.Mosquitto)]
    public async Task Reload_OfMoreAndFewerPipelines_DropsNothingElse()
    {
        int port = 0;
        await using var site = await Site.Open(cable => Configuration(port = cable, Raw));
        await site.Daemon.StartReady();
        var device = site.Add(new DeviceOptions(1));
        await Eventually.Becomes("records come to the cloud", () => site.Archive.CountOf("raw") > 100, log: () => site.Daemon.Log);

        site.Folder.Configure(Configuration(port, Raw + More));
        using (var reply = await site.Daemon.Pages.Reload())
        {
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            var page = (await reply.Content.ReadFromJsonAsync(PageJson.Default.ReloadPage))!;
            Assert.Equal(["pipelines.more"], page.Changed);
        }
        await Eventually.Becomes("the new pipeline's records come", () => site.Archive.CountOf("more") > 5, log: () => site.Daemon.Log);

        site.Folder.Configure(Configuration(port, Raw));
        site.Daemon.Signal(DaemonUnderTest.HangUp);
        await Eventually.Becomes("the pipeline is gone", () => site.Daemon.Says(status => status.Pipelines is [{ Name: "raw" }]), log: () => site.Daemon.Log);

        await site.Drain();
        Assert.Equal(1, device.Connects);
        Assert.Equal(1, (await site.Daemon.Pages.Status()).Uplinks[0].Connects);
        var account = Account.Of(site.Archive, site.Devices, "raw");
        Assert.Equal((0L, 0L, 0L, 0L, 0L), (account.Lost, account.OutOfOrder, account.Corrupt, account.DeliveredAgain, account.StoredAgain));
    }

    [DaemonFact(Needs.Mosquitto)]
    public async Task Reload_OfAnotherUplinkAndSource_LosesNothing()
    {
        int port = 0;
        await using var site = await Site.Open(cable => Configuration(port = cable, Raw));
        await site.Daemon.StartReady();
        site.Add(new DeviceOptions(1));
        await Eventually.Becomes("records come to the cloud", () => site.Archive.CountOf("raw") > 100, log: () => site.Daemon.Log);
        for (int i = 0; i < 4; i++)
        {
            string changed = Configuration(port, Raw).Replace("\"retryLeast\": \"1s\"", $"\"retryLeast\": \"{50 + i}ms\"").Replace("plant/+/telemetry", i % 2 == 0 ? "plant/+/#" : "plant/+/telemetry");
            site.Folder.Configure(changed);
            using var reply = await site.Daemon.Pages.Reload();
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            int before = site.Archive.CountOf("raw");
            await Eventually.Becomes("records come to the cloud again", () => site.Archive.CountOf("raw") > before + 50, log: () => site.Daemon.Log);
        }
        await site.Drain();
        var account = Account.Of(site.Archive, site.Devices, "raw");
        Assert.Equal((0L, 0L, 0L), (account.Lost, account.OutOfOrder, account.Corrupt));
    }

    [DaemonFact(Needs.Mosquitto)]
    public async Task Reload_OfABadConfiguration_IsRefusedWholeAndTheOldOneKept()
    {
        int port = 0;
        await using var site = await Site.Open(cable => Configuration(port = cable, Raw));
        await site.Daemon.StartReady();
        var device = site.Add(new DeviceOptions(1));
        var configuredAt = (await site.Daemon.Pages.Status()).ConfiguredAt;

        site.Folder.Configure(Configuration(port, Raw + More).Replace("\"size\": 10", "\"size\": 0").Replace("\"to\": [\"cloud\"]", "\"to\": [\"clod\"]"));
        using (var reply = await site.Daemon.Pages.Reload())
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.StatusCode);
            var errors = (await reply.Content.ReadFromJsonAsync(PageJson.Default.Problem))!.Errors!;
            Assert.Equal(3, errors.Count);
            Assert.All(errors, error => Assert.Matches($"^{site.Folder.ConfigurationFile}:[0-9]+: pipelines\\.(raw|more)\\.(to|steps)\\S*: ", error));
        }
        site.Daemon.Signal(DaemonUnderTest.HangUp);
        await Eventually.Becomes("the errors are logged", () => site.Daemon.Log.Contains("pipelines.more.steps[0].size", StringComparison.Ordinal), log: () => site.Daemon.Log);

        int before = site.Archive.CountOf("raw");
        await Eventually.Becomes("records come to the cloud as before", () => site.Archive.CountOf("raw") > before + 50, log: () => site.Daemon.Log);
        var status = await site.Daemon.Pages.Status();
        Assert.Equal("raw", Assert.Single(status.Pipelines).Name);
        Assert.Equal(configuredAt, status.ConfiguredAt);
        Assert.Equal(1, device.Connects);
    }

    private static string Configuration(int port, string pipelines) => $$"""
        {
          "device": { "id": "{{Site.DeviceId}}" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": { {{pipelines}} },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "retryLeast": "1s" } },
        }
        """;
}
