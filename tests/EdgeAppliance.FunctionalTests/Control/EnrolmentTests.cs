using System.Net;
using System.Net.Http.Json;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>The real daemon gives itself and a device their certificates, and real clients use them.</summary>
public sealed class EnrolmentTests
{
    private static string Configuration(DaemonFolder folder) => $$"""
        {
          "device": { "id": "box" },
          "listen": { "http": "127.0.0.1:0", "https": "127.0.0.1:0", "mqtts": "127.0.0.1:0", "certificate": "{{folder.PathOf("own.pem")}}", "key": "{{folder.PathOf("own.key")}}" },
          "access": { "siteCa": {} },
          "certificates": { "own": { "certificate": "{{folder.PathOf("own.pem")}}", "key": "{{folder.PathOf("own.key")}}", "names": ["127.0.0.1"] } },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" }, "field": { "type": "http" } }
        }
        """;

    [DaemonFact(Needs.MosquittoClients)]
    public async Task Device_EnrolledByCurl_ReportsByItsCertificateUntilItIsRevoked()
    {
        using var folder = new DaemonFolder("{}");
        folder.Configure(Configuration(folder));
        using var daemon = new DaemonUnderTest(folder);
        await daemon.StartReady();
        Assert.DoesNotContain((await daemon.Pages.Status()).Conditions, condition => condition.Code.StartsWith("certificate", StringComparison.Ordinal));
        await Enroll(folder, daemon);
        Assert.Equal(0, await Publish(folder, daemon));
        Assert.Equal("202", await Post(folder, daemon));

        // The authority, its certificates and who has them outlive the daemon.
        daemon.Kill();
        await daemon.StartReady();
        Assert.Equal(0, await Publish(folder, daemon));
        using (var reply = await daemon.Pages.Post("/api/devices/revoke", """{"id":"pump"}""")) Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Equal(0x87, await Publish(folder, daemon));
        Assert.Equal("403", await Post(folder, daemon));
        await Run("curl", "-sS", "--cacert", Ca(folder), "-o", folder.PathOf("list.crl"), await Url(daemon, "https") + "/site-ca.crl");
        string serial = await Run("openssl", "x509", "-in", folder.PathOf("pump.pem"), "-noout", "-serial");
        Assert.Contains(serial.Trim()["serial=".Length..], await Run("openssl", "crl", "-inform", "DER", "-in", folder.PathOf("list.crl"), "-noout", "-text"));
        Assert.Equal(0, await daemon.Stop());
    }

    private static async Task Enroll(DaemonFolder folder, DaemonUnderTest daemon)
    {
        string token;
        using (var reply = await daemon.Pages.Post("/api/devices/add", """{"id":"pump","generate":"enrolment","publish":["plant/{device}/telemetry","ingest/field/{device}"]}"""))
            token = (await reply.Content.ReadFromJsonAsync(PageJson.Default.AddedDevice))!.Secret!;
        await Run("openssl", "req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", folder.PathOf("pump.key"), "-subj", "/CN=pump", "-outform", "DER", "-out", folder.PathOf("pump.csr"));
        await Run("openssl", "base64", "-in", folder.PathOf("pump.csr"), "-out", folder.PathOf("pump.b64"));
        await Run("curl", "-sS", "-f", "--cacert", Ca(folder), "-u", "pump:" + token, "-H", "Content-Type: application/pkcs10", "--data-binary", "@" + folder.PathOf("pump.b64"),
            "-o", folder.PathOf("pump.p7"), await Url(daemon, "https") + "/.well-known/est/simpleenroll");
        await Run("openssl", "base64", "-d", "-A", "-in", folder.PathOf("pump.p7"), "-out", folder.PathOf("pump.p7d"));
        await Run("openssl", "pkcs7", "-inform", "DER", "-in", folder.PathOf("pump.p7d"), "-print_certs", "-out", folder.PathOf("pump.pem"));
    }

    private static string Ca(DaemonFolder folder) => Path.Combine(folder.State, "site-ca", "ca.pem");

    private static async Task<string> Url(DaemonUnderTest daemon, string protocol) =>
        $"{protocol}://{(await daemon.Pages.Status()).Listeners.Single(listener => listener.Protocol == protocol).Address}";

    private static async Task<int> Publish(DaemonFolder folder, DaemonUnderTest daemon)
    {
        var broker = new Uri(await Url(daemon, "mqtts"));
        using var process = new ChildProcess("mosquitto_pub", "-h", "127.0.0.1", "-p", $"{broker.Port}", "-V", "mqttv5", "-q", "1", "-i", "pump", "--cafile", Ca(folder),
            "--cert", folder.PathOf("pump.pem"), "--key", folder.PathOf("pump.key"), "-t", "plant/pump/telemetry", "-m", """{"temp": 1}""");
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return process.ExitCode;
    }

    private static async Task<string> Post(DaemonFolder folder, DaemonUnderTest daemon) => await Run(
        "curl", "-sS", "--cacert", Ca(folder), "--cert", folder.PathOf("pump.pem"), "--key", folder.PathOf("pump.key"), "-d", "temp=21.5", "-o", "/dev/null", "-w", "%{http_code}", await Url(daemon, "https") + "/ingest/field");

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string text = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return text;
    }
}
