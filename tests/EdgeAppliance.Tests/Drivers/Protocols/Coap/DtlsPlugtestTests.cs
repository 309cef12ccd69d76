using System.Net;
using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>The ETSI CoAP plugtests over DTLS, by pre-shared key and by certificate, with libcoap's clients of OpenSSL and of GnuTLS: each
/// case whose way differs by what is beneath it.</summary>
public sealed class DtlsPlugtestTests : IDisposable
{
    private readonly SiteCertificates _certificates = new();
    private readonly PlugtestHandler _handler = new();
    private readonly CoapServer _server;
    private readonly CoapDtlsListener _listener;

    public DtlsPlugtestTests()
    {
        _server = new CoapServer(_handler, CoapLimits.Default, CoapTimes.Default, TimeProvider.System, new Random(1));
        _listener = new CoapDtlsListener(new IPEndPoint(IPAddress.Loopback, 0), _server, new DtlsCredentials
        {
            KeyOf = _ => new DtlsKey("0123456789abcdef"u8.ToArray(), "pump-7"),
            Certificate = new DtlsCertificate(_certificates.ServerChain, _certificates.ServerKey),
            DeviceOf = _certificates.DeviceOf,
        }, DtlsLimits.Default, TimeProvider.System);
        _listener.Start();
    }

    public static TheoryData<string, bool> Ways => new()
    {
        { LibcoapClient.OpenSsl, false }, { LibcoapClient.OpenSsl, true }, { LibcoapClient.GnuTls, false }, { LibcoapClient.GnuTls, true },
    };

    public void Dispose()
    {
        _listener.Dispose();
        _server.Dispose();
        _certificates.Dispose();
    }

    private Task<LibcoapResult> Run((string Client, bool Certificate) way, string path, params string[] arguments)
    {
        string[] credentials = way.Certificate
            ? ["-c", _certificates.CertificateOf("client"), "-j", _certificates.KeyOf("client"), "-C", _certificates.Ca]
            : ["-u", "pump-7", "-k", "0123456789abcdef"];
        return LibcoapClient.Run(way.Client, $"coaps://127.0.0.1:{_listener.EndPoint.Port}/{path}", [.. credentials, .. arguments]);
    }

    [LibcoapTheory]
    [MemberData(nameof(Ways))]
    public async Task Core01To08_Methods_AreAnsweredInTheirWay(string client, bool certificate)
    {
        foreach (var (method, code) in new[] { ("get", "2.05"), ("delete", "2.02"), ("put", "2.04"), ("post", "2.01") })
        {
            string[] body = method is "put" or "post" ? ["-e", "payload"] : [];
            Assert.Equal(["ACK " + code], (await Run((client, certificate), "test", ["-m", method, .. body])).Replies);
            Assert.Equal(["NON " + code], (await Run((client, certificate), "test", ["-N", "-m", method, .. body])).Replies);
        }
    }

    [LibcoapTheory]
    [MemberData(nameof(Ways))]
    public async Task Core09And10And13To14_SeparateTokenPathAndQuery_Arrive(string client, bool certificate)
    {
        var way = (client, certificate);
        var running = Run(way, "separate", "-T", "token42", "-m", "get");
        Assert.True(SpinWait.SpinUntil(() => _server.Counters[CoapCount.SeparateResponses] == 1, TimeSpan.FromSeconds(60)));
        _handler.Answer();
        Assert.Equal(["CON 2.05"], (await running).Replies);
        Assert.Equal("segments", (await Run(way, "seg1/seg2/seg3", "-m", "get")).Text);
        Assert.Equal("first=1&second=2", (await Run(way, "query?first=1&second=2", "-m", "get")).Text);
    }

    [LibcoapTheory]
    [MemberData(nameof(Ways))]
    public async Task Core15_FirstSendsLost_AreMadeUpFor(string client, bool certificate) =>
        Assert.Equal("hello", (await Run((client, certificate), "test", "-l", "2,4", "-m", "get")).Text);

    [LibcoapTheory]
    [MemberData(nameof(Ways))]
    public async Task Block01To06_LargeBodies_ArriveWhole(string client, bool certificate)
    {
        var way = (client, certificate);
        string body = new('x', 2500);
        Assert.Equal(_handler.Large, (await Run(way, "large", "-b", "16", "-m", "get")).Body);
        Assert.Equal("ACK 2.04", (await Run(way, "large-update", "-m", "put", "-b", "64", "-e", body)).LastReply);
        Assert.Equal(body, Encoding.UTF8.GetString(_handler.Updated));
        Assert.Equal("ACK 2.01", (await Run(way, "large-create", "-m", "post", "-b", "1024", "-e", body)).LastReply);
        Assert.Equal(_handler.Large, (await Run(way, "large-post", "-m", "post", "-b", "1024", "-e", body)).Body);
    }

    [LibcoapTheory]
    [MemberData(nameof(Ways))]
    public async Task Obs01To06_Changes_AreTold(string client, bool certificate)
    {
        var running = Run((client, certificate), "obs", "-s", "3", "-m", "get");
        Assert.True(SpinWait.SpinUntil(() => _server.Observers == 1, TimeSpan.FromSeconds(60)));
        _handler.Observed = "second";
        _server.Notify("obs");
        var result = await running;
        Assert.Contains("CON 2.05", result.Replies);
        Assert.Contains("second", result.Log, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => _server.Observers == 0, TimeSpan.FromSeconds(60)));
    }
}
