using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Tests.Drivers.Protocols.Coap;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Ingest.Coap;

/// <summary>Devices that post over <c>listen.coaps</c>, each only as itself.</summary>
public sealed class CoapsTests : IDisposable
{
    private static readonly DtlsConfiguration s_keys = new()
    {
        Keys = new Dictionary<string, byte[]> { ["pump-7"] = "0123456789abcdef"u8.ToArray(), ["pump-8"] = "fedcba9876543210"u8.ToArray() },
        Fingerprint = "keys",
    };

    private readonly HeldStore _store = new(held: false);
    private readonly CoapSource _source;
    private readonly SiteCertificates _certificates = new();
    private readonly CoapListeners _listeners = new(TimeProvider.System, TimeProvider.System.GetUtcNow, NullLogger<CoapListeners>.Instance);

    public CoapsTests()
    {
        _source = new CoapSource(new CoapSourceOptions { Name = "field" }, _store.Append, TimeProvider.System);
        _listeners.Use([_source]);
    }

    private DtlsConfiguration Certificates => new()
    {
        CertificateFile = _certificates.CertificateOf("server"),
        KeyFile = _certificates.KeyOf("server"),
        AuthorityFile = _certificates.Ca,
        Fingerprint = "certificates",
    };

    public void Dispose()
    {
        _listeners.Dispose();
        _source.Dispose();
        _certificates.Dispose();
    }

    private IReadOnlyList<string> Listen(DtlsConfiguration dtls) => _listeners.Listen(new ListenConfiguration([], []) { Coaps = [new IPEndPoint(IPAddress.Loopback, 0)], Dtls = dtls });

    private async Task Post(string reply, string client, string device, string[] credentials)
    {
        int port = _listeners.Listening.Single(listener => listener.Scheme == "coaps").EndPoint.Port;
        // What is refused without a word is waited for in vain.
        string patience = reply.Length == 0 ? "5" : "60";
        var result = await LibcoapClient.Run(client, $"coaps://127.0.0.1:{port}/telemetry/{device}", [.. credentials, "-m", "post", "-t", "50", "-e", "{\"temp\": 21.5}", "-B", patience]);
        Assert.True(result.LastCode == reply, result.Log);
    }

    private string[] Show(string name) => ["-c", _certificates.CertificateOf(name), "-j", _certificates.KeyOf(name), "-C", _certificates.Ca];

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task Key_OfADevice_PostsAsThatDeviceAlone(string client)
    {
        Assert.Equal(["listen.coaps", "listen.dtls"], Listen(s_keys));
        await Post("2.04", client, "pump-7", ["-u", "pump-7", "-k", "0123456789abcdef"]);
        Assert.Equal("pump-7", Assert.Single(_store.Batches).Device);
        await Post("4.03", client, "pump-8", ["-u", "pump-7", "-k", "0123456789abcdef"]);
        Assert.Single(_store.Batches);
        Assert.Empty(_listeners.Conditions);
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task Certificate_OfADevice_PostsAsThatDeviceAlone(string client)
    {
        Listen(Certificates);
        await Post("2.04", client, "pump-7", Show("client"));
        await Post("4.03", client, "pump-8", Show("client"));
        await Post("", client, "pump-7", Show("stranger"));
        Assert.Equal("pump-7", Assert.Single(_store.Batches).Device);
    }

    /// <summary>Who may choose another part of its subject must not choose its name by it.</summary>
    [Theory]
    [InlineData("CN=pump-7", "pump-7")]
    [InlineData("O=pump-8, CN=pump-7", "pump-7")]
    [InlineData("O=pump-7", null)]
    [InlineData("OU=pump-7", null)]
    [InlineData("E=pump-7", null)]
    [InlineData("CN=pump-7, CN=pump-8", null)]
    public void Certificate_OneCommonName_IsTheDevices(string subject, string? device)
    {
        var deviceOf = DtlsTrust.Read(Certificates, null, TimeProvider.System.GetUtcNow).DeviceOf!;
        Assert.Equal(device, deviceOf(_certificates.Issue(subject))?.Device);
    }

    [LibcoapFact]
    public async Task Certificate_Optional_TakesOneWithout()
    {
        string[] none = ["-R", _certificates.Ca, "-n"];
        Listen(Certificates);
        await Post("", LibcoapClient.GnuTls, "pump-8", none);
        Listen(Certificates with { TakesAnonymous = true, Fingerprint = "optional" });
        await Post("2.04", LibcoapClient.GnuTls, "pump-8", none);
    }

    [LibcoapFact]
    public async Task Key_WithdrawnByAReload_IsRefusedAndTold()
    {
        Listen(s_keys);
        string[] mine = ["-u", "pump-7", "-k", "0123456789abcdef"];
        await Post("2.04", LibcoapClient.OpenSsl, "pump-7", mine);
        Assert.Equal(["listen.dtls"], Listen(s_keys with { Keys = new Dictionary<string, byte[]> { ["pump-8"] = "fedcba9876543210"u8.ToArray() }, Fingerprint = "fewer" }));
        await Post("", LibcoapClient.OpenSsl, "pump-7", mine);
        Assert.True(SpinWait.SpinUntil(() => _listeners.Conditions.Count > 0, TimeSpan.FromSeconds(30)));
        var condition = Assert.Single(_listeners.Conditions);
        Assert.Equal("coap.handshake-failed", condition.Code);
        Assert.Contains("127.0.0.1 was refused: unknown_psk_identity, as 'pump-7'", condition.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Listen_FileThatCannotBeUsed_SaysWhichAndChangesNothing()
    {
        string file = Path.Combine(Path.GetDirectoryName(_certificates.Ca)!, "rsa");
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(file + ".pem", certificate.ExportCertificatePem());
        File.WriteAllText(file + ".key", rsa.ExportPkcs8PrivateKeyPem());
        Assert.Contains("no ECDSA key", Wrong(Certificates with { CertificateFile = file + ".pem", KeyFile = file + ".key" }), StringComparison.Ordinal);
        Assert.Contains("/nowhere", Wrong(Certificates with { AuthorityFile = "/nowhere" }), StringComparison.Ordinal);
        File.WriteAllBytes(file + ".pem", Encoding.UTF8.GetBytes("no certificate"));
        Assert.Contains("it holds no certificate", Wrong(Certificates with { AuthorityFile = file + ".pem" }), StringComparison.Ordinal);
        Assert.Empty(_listeners.Listening);
    }

    private string Wrong(DtlsConfiguration dtls)
    {
        string text = Assert.Throws<IOException>(() => Listen(dtls)).Message;
        Assert.StartsWith("listen.dtls: ", text, StringComparison.Ordinal);
        return text;
    }
}
