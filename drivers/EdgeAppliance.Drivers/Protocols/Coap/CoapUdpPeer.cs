using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A peer without security: whoever sends from that address.</summary>
internal sealed class CoapUdpPeer(Socket socket, SocketAddress address, CoapCounters counters) : CoapPeer
{
    public SocketAddress Address { get; } = address;

    public override void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            socket.SendTo(datagram, SocketFlags.None, Address);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As if the network had lost it.
            counters.Count(CoapCount.SendFailed);
        }
    }
}
