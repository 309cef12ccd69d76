using System.Net;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;
using EdgeAppliance.Tests.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Drivers.Protocols.Coap;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Ingest.Coap;

/// <summary>CoAP where the registry says which devices there are, with libcoap's clients.</summary>
public sealed class CoapAdmissionTests : IAsyncLifetime
{
    private readonly HeldStore _store = new(held: false);
    private readonly SiteCertificates _certificates = new();
    private EstSite _site = null!;
    private CoapSource _source = null!;
    private CoapListeners _listeners = null!;

    private Guarded Guarded => _site.Guarded;

    public async Task InitializeAsync()
    {
        _site = await EstSite.Start();
        _source = new CoapSource(new CoapSourceOptions { Name = "field" }, _store.Append, TimeProvider.System);
        _listeners = new CoapListeners(TimeProvider.System, TimeProvider.System.GetUtcNow, NullLogger<CoapListeners>.Instance, Guarded.Admission);
        _listeners.Use([_source]);
        _listeners.Listen(new ListenConfiguration([], [])
        {
            Coap = [new IPEndPoint(IPAddress.Loopback, 0)],
            Coaps = [new IPEndPoint(IPAddress.Loopback, 0)],
            Dtls = new DtlsConfiguration
            {
                Keys = new Dictionary<string, byte[]> { ["press"] = "0123456789abcdef"u8.ToArray(), ["nobody"] = "0123456789abcdef"u8.ToArray() },
                CertificateFile = _certificates.CertificateOf("server"), KeyFile = _certificates.KeyOf("server"), Fingerprint = "all",
            },
        });
    }

    public async Task DisposeAsync()
    {
        _listeners.Dispose();
        _source.Dispose();
        _certificates.Dispose();
        await _site.DisposeAsync();
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task Key_OfTheRegistryOrTheConfiguration_PostsWhatItsPatternsAllow(string client)
    {
        string key = Guarded.Changes.Add(new NewDevice("valve") { Generate = "key", Publish = ["telemetry/{device}"] })!;
        Guarded.Add("press", ["telemetry/+"]);
        await Post("2.04", client, "valve", ["-u", "valve", "-k", key]);
        await Post("4.03", client, "press", ["-u", "valve", "-k", key]);
        await Post("2.04", client, "valve", ["-u", "press", "-k", "0123456789abcdef"]);
        Assert.Equal(1, Guarded.Failures.PublishesDenied);
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task Key_ThatIsWrong_IsToldAndCounted(string client)
    {
        Guarded.Changes.Add(new NewDevice("valve") { Generate = "key", Publish = ["telemetry/{device}"] });
        await Post("", client, "valve", ["-u", "valve", "-k", "not the right key"]);
        await Post("", client, "nobody", ["-u", "nobody", "-k", "0123456789abcdef"]);
        Assert.True(SpinWait.SpinUntil(() => Guarded.Failures.Of(AdmissionVerdict.BadHandshake) >= 2, TimeSpan.FromSeconds(30)));
        Assert.Empty(_store.Batches);
    }

    [LibcoapFact]
    public async Task Key_ThatIsWrong_EndsWithAnAlert()
    {
        Guarded.Changes.Add(new NewDevice("valve") { Generate = "key", Publish = ["telemetry/{device}"] });
        var result = await Run(LibcoapClient.OpenSsl, "valve", ["-u", "valve", "-k", "not the right key"], "60");
        Assert.Contains("bad record mac", result.Log, StringComparison.OrdinalIgnoreCase);
        Assert.True(SpinWait.SpinUntil(() => _listeners.Conditions.Any(condition => condition.Text.Contains("the key is wrong, as 'valve'", StringComparison.Ordinal)), TimeSpan.FromSeconds(30)));
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task Certificate_Enrolled_PostsUntilItIsRevoked(string client)
    {
        using var certificate = await _site.Enroll("valve", "telemetry/{device}");
        string[] shown = ["-c", _site.FileOf("valve.pem"), "-j", _site.FileOf("valve.key"), "-C", _certificates.Ca];
        await Post("2.04", client, "valve", shown);
        await Post("", client, "valve", ["-c", _certificates.CertificateOf("client"), "-j", _certificates.KeyOf("client"), "-C", _certificates.Ca]);
        Guarded.Changes.Revoke("valve");
        await Post("", client, "valve", shown);
        Assert.Single(_store.Batches);
    }

    [Fact]
    public void Session_OfACertificateThatIsOver_MayNotStay()
    {
        var now = TimeProvider.System.GetUtcNow();
        Guarded.Add("valve");
        var credentials = DtlsTrust.Read(new DtlsConfiguration { Fingerprint = "" }, Guarded.Admission, () => now);
        Assert.True(credentials.MayStay!(new DtlsProof("valve")));
        Assert.True(credentials.MayStay(new DtlsProof("valve", now.AddSeconds(1))));
        Assert.False(credentials.MayStay(new DtlsProof("valve", now)));
        Guarded.Changes.Revoke("valve");
        Assert.False(credentials.MayStay(new DtlsProof("valve")));
    }

    [LibcoapFact]
    public async Task Plain_NobodyIsKnown_IsRefused()
    {
        int port = PortOf("coap");
        var result = await LibcoapClient.Run(port, "telemetry/valve", "-m", "post", "-t", "50", "-e", "{\"temp\": 1}");
        Assert.Equal("4.01", result.LastCode);
        Assert.Empty(_store.Batches);
    }

    private async Task Post(string reply, string client, string device, string[] credentials)
    {
        var result = await Run(client, device, credentials, reply.Length == 0 ? "5" : "60");
        Assert.True(result.LastCode == reply, result.Log);
    }

    private Task<LibcoapResult> Run(string client, string device, string[] credentials, string patience) =>
        LibcoapClient.Run(client, $"coaps://127.0.0.1:{PortOf("coaps")}/telemetry/{device}", [.. credentials, "-m", "post", "-t", "50", "-e", "{\"temp\": 21.5}", "-B", patience]);

    private int PortOf(string scheme) => _listeners.Listening.Single(listener => listener.Scheme == scheme).EndPoint.Port;
}
