using System.Net;
using System.Net.Sockets;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

public sealed class CoapUdpListenerTests
{
    private static readonly byte[] s_ping = [0x40, 0, 0, 1];

    [Fact]
    public void Peers_OneTooMany_ForgetsTheOneSilentLongest()
    {
        using var server = new PlugtestServer(CoapLimits.Default with { PeersMax = 4 });
        for (int i = 0; i < 6; i++) using (var socket = Connect(server)) Assert.Equal(4, Ask(socket, s_ping));
        Assert.Equal(2, server.Server.Counters[CoapCount.PeersForgotten]);
    }

    [Fact]
    public void Peers_AllBusy_DoNotMakeRoom()
    {
        using var server = new PlugtestServer(CoapLimits.Default with { PeersMax = 1 });
        using var busy = Connect(server);
        busy.Send([0x50, 1, 0, 1, 0xb8, .. "separate"u8]);
        Assert.True(SpinWait.SpinUntil(() => server.Server.Pending == 1, TimeSpan.FromSeconds(30)));
        using var other = Connect(server);
        other.Send(s_ping);
        Assert.True(SpinWait.SpinUntil(() => server.Server.Counters[CoapCount.PeersRefused] == 1, TimeSpan.FromSeconds(30)));
        server.Handler.Answer();
        Assert.True(busy.Receive(new byte[64]) > 0);
        Assert.Equal(4, Ask(other, s_ping));
    }

    private static Socket Connect(PlugtestServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, server.Port));
        return socket;
    }

    private static int Ask(Socket socket, byte[] datagram)
    {
        socket.Send(datagram);
        return socket.Receive(new byte[64]);
    }
}
