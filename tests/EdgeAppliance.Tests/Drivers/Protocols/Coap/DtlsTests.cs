using System.Net;
using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>CoAP over DTLS with libcoap's clients, of OpenSSL and of GnuTLS.</summary>
public sealed class DtlsTests : IDisposable
{
    private readonly SiteCertificates _certificates = new();
    private readonly PlugtestHandler _handler = new();
    private readonly CoapServer _server;
    private readonly CoapDtlsListener _listener;

    public DtlsTests()
    {
        _server = new CoapServer(_handler, CoapLimits.Default, CoapTimes.Default, TimeProvider.System, new Random(1));
        _listener = new CoapDtlsListener(new IPEndPoint(IPAddress.Loopback, 0), _server, new DtlsCredentials
        {
            KeyOf = identity => Encoding.UTF8.GetString(identity) == "pump" ? new DtlsKey("secret"u8.ToArray(), "pump-7") : null,
            Certificate = new DtlsCertificate(_certificates.ServerChain, _certificates.ServerKey),
            DeviceOf = _certificates.DeviceOf,
        }, DtlsLimits.Default, TimeProvider.System);
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _server.Dispose();
        _certificates.Dispose();
    }

    private Task<LibcoapResult> Run(string client, string path, string[] credentials, params string[] arguments) =>
        LibcoapClient.Run(client, $"coaps://127.0.0.1:{_listener.EndPoint.Port}/{path}", [.. credentials, .. arguments]);

    private static string[] Key(string user, string key) => ["-u", user, "-k", key];

    private string[] Certificate(string name) => ["-c", _certificates.CertificateOf(name), "-j", _certificates.KeyOf(name), "-C", _certificates.Ca];

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task PreSharedKey_Right_IsServed(string client)
    {
        var result = await Run(client, "large", Key("pump", "secret"), "-m", "get");
        Assert.True(result.Body.AsSpan().SequenceEqual(_handler.Large), result.Log);
        Assert.Equal(1, _server.Counters[CoapCount.Handshakes]);
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl, "pump", "wrong")]
    [InlineData(LibcoapClient.GnuTls, "pump", "wrong")]
    [InlineData(LibcoapClient.OpenSsl, "stranger", "secret")]
    [InlineData(LibcoapClient.GnuTls, "stranger", "secret")]
    public async Task PreSharedKey_WrongKeyOrName_IsRefused(string client, string user, string key)
    {
        var result = await Run(client, "test", Key(user, key), "-m", "get", "-B", "3");
        Assert.Empty(result.Body);
        Assert.Equal(0, _handler.Handled);
        Assert.Equal(0, _server.Counters[CoapCount.Handshakes]);
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task Certificate_OfTheSite_IsServed(string client)
    {
        var result = await Run(client, "large", Certificate("client"), "-m", "get");
        Assert.True(result.Body.AsSpan().SequenceEqual(_handler.Large), result.Log);
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl)]
    [InlineData(LibcoapClient.GnuTls)]
    public async Task Certificate_OfAStranger_IsRefused(string client)
    {
        var result = await Run(client, "test", Certificate("stranger"), "-m", "get", "-B", "3");
        Assert.Empty(result.Body);
        Assert.Equal(0, _handler.Handled);
    }

    [LibcoapTheory]
    [InlineData(LibcoapClient.OpenSsl, false)]
    [InlineData(LibcoapClient.GnuTls, false)]
    [InlineData(LibcoapClient.OpenSsl, true)]
    [InlineData(LibcoapClient.GnuTls, true)]
    public async Task HandshakeAndTransfer_TenthLost_ArriveWhole(string client, bool certificate)
    {
        using var relay = new LossyRelay(_listener.EndPoint.Port, 0.1, seed: 7);
        var result = await LibcoapClient.Run(client, $"coaps://127.0.0.1:{relay.Port}/large", [.. certificate ? Certificate("client") : Key("pump", "secret"), "-m", "get", "-b", "256"]);
        Assert.True(result.Body.AsSpan().SequenceEqual(_handler.Large), result.Log);
        Assert.True(relay.Lost > 0);
    }
}
