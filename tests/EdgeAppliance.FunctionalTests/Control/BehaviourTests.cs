using System.Net;
using System.Net.Http.Json;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>The real daemon holds back what does not behave, also after it was killed, until somebody releases it.</summary>
public sealed class BehaviourTests
{
    private const string Configuration = """
        {
          "device": { "id": "box" },
          "listen": { "http": "127.0.0.1:0" },
          "sources": { "plc": { "type": "http" } },
          "watches": { "all": { "range": { "channels": { "temp": { "low": -20, "high": 80 } }, "action": "quarantine", "raiseAfter": 2 }, "quarantineFor": "0s" } }
        }
        """;

    [DaemonFact]
    public async Task Device_BeyondItsRange_IsQuarantinedThroughAKillUntilReleased()
    {
        using var folder = new DaemonFolder(Configuration);
        using var daemon = new DaemonUnderTest(folder);
        await daemon.StartReady();
        Assert.Equal(HttpStatusCode.Accepted, await Post(daemon, "pump", 20));
        for (int i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Accepted, await Post(daemon, "bad", 900));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(daemon, "bad", 20));
        Assert.Equal(HttpStatusCode.Accepted, await Post(daemon, "pump", 20));
        await Eventually.Becomes("it is told", () => daemon.Says(status => status.Conditions.Any(condition => condition is { Code: "behaviour.quarantined", Subject: "sources.plc/bad" })));
        await Eventually.Becomes("it is saved", () => File.Exists(Path.Combine(folder.State, "behaviour")));

        daemon.Kill();
        await daemon.StartReady();
        Assert.Equal(HttpStatusCode.Forbidden, await Post(daemon, "bad", 20));
        var page = await (await daemon.Pages.Get("/api/devices")).Content.ReadFromJsonAsync(PageJson.Default.DevicesPage);
        Assert.Equal([("bad", BehaviourPageState.Quarantined), ("pump", BehaviourPageState.Normal)], page!.Behaviour!.Devices.Select(device => (device.Device, device.State)));
        Assert.Contains("edge_device_behaviour{state=\"quarantined\"} 1\n", await daemon.Pages.Text("/metrics"));
        using (var reply = await daemon.Pages.Post("/api/devices/release", """{"id":"bad"}""")) Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, await Post(daemon, "bad", 20));

        folder.Configure(Configuration.Replace("\"high\": 80", "\"high\": 10"));
        using (var reply = await daemon.Pages.Reload()) Assert.Contains("watches", await reply.Content.ReadAsStringAsync());
        for (int i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Accepted, await Post(daemon, "pump", 20));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(daemon, "pump", 20));
        Assert.Equal(0, await daemon.Stop());
    }

    private static async Task<HttpStatusCode> Post(DaemonUnderTest daemon, string device, double temp)
    {
        using var reply = await daemon.Pages.Post($"/ingest/plc/{device}", $$"""{"temp":{{temp}}}""");
        return reply.StatusCode;
    }
}
