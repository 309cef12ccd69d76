using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>The real daemon lets in whom it knows, also after it was killed.</summary>
public sealed class DevicesTests
{
    private const string Configuration = """
        {
          "device": { "id": "box" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "access": { "tenants": { "default": {} } },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } }
        }
        """;

    [DaemonFact(Needs.MosquittoClients)]
    public async Task Device_AddedRevokedAndKilledBetween_IsLetInAsItShould()
    {
        using var folder = new DaemonFolder(Configuration);
        using var daemon = new DaemonUnderTest(folder);
        await daemon.StartReady();
        Assert.Equal(0x86, await Publish(daemon, "nothing"));
        string secret;
        using (var reply = await daemon.Pages.Post("/api/devices/add", """{"id":"pump","publish":["plant/{device}/telemetry"]}"""))
        {
            Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
            secret = (await reply.Content.ReadFromJsonAsync(PageJson.Default.AddedDevice))!.Secret!;
        }
        Assert.Equal(0, await Publish(daemon, secret));
        Assert.Equal(1, (await daemon.Pages.Sources()).Sources[0].Readings);
        string metrics = await daemon.Pages.Text("/metrics");
        Assert.Contains("edge_device_refused_total{reason=\"badPassword\",door=\"mqtt\"} 1\n", metrics);
        Assert.Contains("edge_device_admitted_total 1\n", metrics);

        daemon.Kill();
        await daemon.StartReady();
        Assert.Equal(0, await Publish(daemon, secret));
        using (var reply = await daemon.Pages.Post("/api/devices/revoke", """{"id":"pump"}""")) Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        daemon.Kill();
        await daemon.StartReady();
        Assert.Equal(0x87, await Publish(daemon, secret));
        Assert.Equal(0, await daemon.Stop());
    }

    /// <returns>What mosquitto_pub ends with.</returns>
    private static async Task<int> Publish(DaemonUnderTest daemon, string secret)
    {
        string[] arguments = ["-h", "127.0.0.1", "-p", daemon.Mqtt!.Port.ToString(CultureInfo.InvariantCulture), "-V", "mqttv5", "-q", "1", "-i", "pump", "-u", "pump", "-P", secret];
        using var process = new ChildProcess("mosquitto_pub", [.. arguments, "-t", "plant/pump/telemetry", "-m", """{"temp": 1}"""]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return process.ExitCode;
    }
}
