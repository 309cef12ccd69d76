using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>MQTT by WebSocket.</summary>
public sealed class WebSocketTests : IAsyncLifetime
{
    private readonly BrokerSite _site = new(new MqttBrokerOptions { Origins = ["https://console.example"] });

    private IPEndPoint Web => _site.Broker.EndPoints.Single(endPoint => endPoint.IsWeb).Address;

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

    [Theory]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: other, mqtt\r\n", "101")]
    [InlineData("GET /mqtt?a HTTP/1.1\r\nHost: h:80\r\nOrigin: http://h:80\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "101")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nOrigin: https://console.example\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "101")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nOrigin: http://elsewhere\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "403")]
    [InlineData("GET /x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "404")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n", "426")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Protocol: mqtt\r\n", "400")]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", "400")]
    [InlineData("POST /mqtt HTTP/1.1\r\n", "400")]
    public async Task Open_Request_IsAnswered(string request, string status)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Web);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request + "\r\n"));
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

    private async Task Serve(string version)
    {
        using var peer = new SparkplugPeer("websocket.js", string.Create(CultureInfo.InvariantCulture, $"ws://{Web}/mqtt"), version);
        Assert.Equal("stored", await peer.Hears(line => line is "stored" or "closed"));
        Assert.Equal("told answers/large 100000", await peer.Hears(line => line.StartsWith("told", StringComparison.Ordinal) || line == "closed"));
        Assert.Equal(1, _site.Store.Rows);
        peer.Tell("end");
        BrokerSite.Until(() => _site.Broker.Connections == 0);
    }
}
