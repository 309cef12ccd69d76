using System.Net;
using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>Secrets come in by the environment or by files, and get out nowhere.</summary>
public sealed class SecretTests
{
    private const string Password = "correct-horse-7Qx";
    private const string Key = "battery-staple-4Zk";
    private static readonly string[] s_pages = ["/api/status", "/api/sources", "/api/models", "/api/outbox", "/api/logs?lines=1000", "/api/openapi.json", "/metrics", "/healthz"];

    [DaemonFact(Needs.Mosquitto)]
    public async Task Secrets_AreInNoPageNoLogAndNoFile()
    {
        int port = 0;
        string keyFile = "";
        await using var site = await Site.Open(cable => Configuration(port = cable, "${env:EDGE_TEST_PASSWORD}", "/none"), $"EDGE_TEST_PASSWORD={Password}");
        keyFile = site.Folder.PathOf("key");
        await File.WriteAllTextAsync(keyFile, Key);
        site.Folder.Configure(Configuration(port, "${env:EDGE_TEST_PASSWORD}", keyFile));
        await site.Daemon.StartReady();
        site.Add(new DeviceOptions(1));
        await Eventually.Becomes("records come to the cloud", () => site.Archive.CountOf("raw") > 100, log: () => site.Daemon.Log);
        // Trouble is when secrets get out: no link, and a configuration with errors where the secret is.
        site.Cable.Cut();
        await Eventually.Becomes("the link is lost", () => site.Daemon.Says(status => !status.Uplinks[0].Connected), log: () => site.Daemon.Log);
        await AssertHidden(site);
        site.Folder.Configure(Configuration(port, "${env:EDGE_TEST_PASSWORD}", keyFile).Replace("plant/+/telemetry", "plant/#/${env:EDGE_TEST_PASSWORD}").Replace("\"type\": \"mqtt\", \"url\"", "\"type\": \"${env:EDGE_TEST_PASSWORD}\", \"url\""));
        using var reply = await site.Daemon.Pages.Reload();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.StatusCode);
        AssertHidden(await reply.Content.ReadAsStringAsync());
        site.Cable.Mend();
        await AssertHidden(site);
        Assert.Equal(0, await site.Daemon.Stop());
        AssertHidden(site.Daemon.Log);
        AssertNotStored(site.Folder.State);
    }

    private static async Task AssertHidden(Site site)
    {
        foreach (string page in s_pages) AssertHidden(await site.Daemon.Pages.Text(page));
        AssertHidden(site.Daemon.Log);
    }

    private static void AssertHidden(string text)
    {
        Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
    }

    private static void AssertNotStored(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) AssertHidden(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)));
    }

    private static string Configuration(int port, string password, string keyFile) => $$"""
        {
          "device": { "id": "{{Site.DeviceId}}" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "user": "edge", "password": "{{password}}", "retryLeast": "50ms" } },
          "outbox": { "key": "${file:{{keyFile}}}" },
        }
        """;
}
