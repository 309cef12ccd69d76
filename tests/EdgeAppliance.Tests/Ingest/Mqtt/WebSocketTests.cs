using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Tests.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>MQTT by WebSocket.</summary>
public sealed class WebSocketTests : IAsyncLifetime
{
    private readonly BrokerSite _site = new(new MqttBrokerOptions { Origins = ["https://console.example"] });

    private IPEndPoint Web => _site.Broker.EndPoints.First(endPoint => endPoint is { IsWeb: true, IsSecure: false }).Address;

    public async Task InitializeAsync()
    {
        await _site.Broker.Listen([new MqttEndPoint(new IPEndPoint(IPAddress.Loopback, 0), IsSecure: false, IsWeb: true)]);
        _site.Broker.Accept();
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [NpmPeerFact("sparkplug")]
    public async Task Peer_Version4_IsServed() => await Serve("4");

    [NpmPeerFact("sparkplug")]
    public async Task Peer_Version5_IsServed() => await Serve("5");

    [NpmPeerFact("sparkplug")]
    public async Task Peer_Version4ByTls_IsServed() => await ServeByTls("4");

    [NpmPeerFact("sparkplug")]
    public async Task Peer_Version5ByTls_IsServed() => await ServeByTls("5");

    /// <summary>A browser has a certificate, too, by which the device is known.</summary>
    [NpmPeerFact("sparkplug")]
    public async Task Peer_CertificateByTls_IsTheDevices()
    {
        await using var guarded = await GuardedBroker.Start();
        var (certificate, key) = guarded.Authority.Issue("page");
        guarded.Guarded.Changes.Add(new NewDevice("page") { CommonName = "page", Publish = ["plant/#", "answers/#"], Subscribe = ["answers/#"] });
        using var peer = new SparkplugPeer("websocket.js", $"wss://{guarded.WebAddress}/mqtt", "5", guarded.Authority.CertificateFile, certificate, key);
        Assert.Equal("stored", await peer.Hears(line => line is "stored" or "closed"));
        Assert.Equal((1, 1), (guarded.Rows, guarded.Guarded.Registry.Find("page")!.Connections));
        using var stranger = new SparkplugPeer("websocket.js", $"wss://{guarded.WebAddress}/mqtt", "5", guarded.Authority.CertificateFile);
        Assert.Contains("Bad User Name", await stranger.Hears(line => line.StartsWith("error", StringComparison.Ordinal) || line is "stored"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: other, mqtt\r\n", "101")]
    [InlineData("GET /mqtt?a HTTP/1.1\r\nHost: 127.0.0.1:80\r\nOrigin: http://127.0.0.1:80\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "101")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nOrigin: https://console.example\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "101")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nOrigin: http://elsewhere\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "403")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: evil.example:9001\r\nOrigin: http://evil.example:9001\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "403")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: localhost:9001\r\nOrigin: http://evil.example\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "403")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: [::1]:9001\r\nOrigin: http://[::1]:8080\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "101")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: OWN.local:9001\r\nOrigin: http://OWN.local\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "101")]
    [InlineData("GET /x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "404")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "426")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Protocol: mqtt\r\n", "400")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", "400")]
    [InlineData("POST /mqtt HTTP/1.1\r\n", "400")]
    public async Task Open_Request_IsAnswered(string request, string status)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Web);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.Replace("OWN", Environment.MachineName, StringComparison.Ordinal) + "\r\n"));
        using var reader = new StreamReader(tcp.GetStream());
        Assert.StartsWith($"HTTP/1.1 {status}", await reader.ReadLineAsync());
        BrokerSite.Until(() => _site[MqttCount.UpgradeRefused] == (status == "101" ? 0 : 1));
    }

    [Fact]
    public async Task Open_HeadWithoutEnd_IsClosed()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Web);
        try
        {
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nX: " + new string('x', 20_000)));
            Assert.Equal(0, await tcp.GetStream().ReadAsync(new byte[1]));
        }
        catch (IOException)
        {
            // Closed while it still sent.
        }
    }

    [Fact]
    public async Task Socket_PacketsInPieces_ArePutTogether()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://{Web}/mqtt"), default);
        byte[] connect = [0x10, 13, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 1, (byte)'c'];
        foreach (byte part in connect) await socket.SendAsync(new[] { part }, WebSocketMessageType.Binary, true, default);
        byte[] answer = new byte[4];
        Assert.Equal(4, (await socket.ReceiveAsync(answer, default)).Count);
        Assert.Equal([0x20, 2, 0, 0], answer);
        BrokerSite.Until(() => _site.Broker.Connections == 1);
    }

    private Task Serve(string version) => Serve(string.Create(CultureInfo.InvariantCulture, $"ws://{Web}/mqtt"), version);

    private async Task ServeByTls(string version)
    {
        using var authority = new TestAuthority("site");
        var (certificate, key) = authority.Issue("appliance");
        _site.Broker.Use(ServerTls.Load(new ListenTls(certificate, key)));
        await _site.Broker.Listen([new MqttEndPoint(new IPEndPoint(IPAddress.Loopback, 0), IsSecure: true, IsWeb: true)]);
        _site.Broker.Accept();
        var address = _site.Broker.EndPoints.Single(endPoint => endPoint is { IsWeb: true, IsSecure: true }).Address;
        await Serve($"wss://{address}/mqtt", version, authority.CertificateFile);
    }

    private async Task Serve(string url, string version, params string[] files)
    {
        using var peer = new SparkplugPeer("websocket.js", [url, version, .. files]);
        Assert.Equal("stored", await peer.Hears(line => line is "stored" or "closed"));
        Assert.Equal("told answers/large 100000", await peer.Hears(line => line.StartsWith("told", StringComparison.Ordinal) || line == "closed"));
        Assert.Equal(1, _site.Store.Rows);
        peer.Tell("end");
        BrokerSite.Until(() => _site.Broker.Connections == 0);
    }
}
