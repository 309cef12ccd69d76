using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A way to a server without security: a UDP socket that takes datagrams of that server alone.</summary>
internal sealed class CoapUdpTransport(CoapAddress address) : ICoapTransport
{
    private const int WaitMicroseconds = 200_000;

    private Socket? _socket;

    /// <summary>For poll(2).</summary>
    public int Handle => (int)_socket!.Handle;

    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket!.LocalEndPoint!;

    public void Open()
    {
        try
        {
            var found = IPAddress.TryParse(address.Host, out var literal) ? literal : Dns.GetHostAddresses(address.Host)[0];
            _socket = new Socket(found.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            _socket.Connect(new IPEndPoint(found, address.Port));
        }
        catch (SocketException e)
        {
            throw new IOException($"{address.Host} cannot be reached: {e.Message}", e);
        }
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket?.Send(datagram);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As if the network had lost it.
        }
    }

    public int Receive(byte[] buffer) => Receive(buffer, WaitMicroseconds);

    public int Receive(Span<byte> buffer, int waitMicroseconds)
    {
        try
        {
            return _socket!.Poll(waitMicroseconds, SelectMode.SelectRead) ? _socket.Receive(buffer) : -1;
        }
        catch (SocketException)
        {
            // What the network said of a datagram of ours, such as that nobody listens there now.
            return -1;
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The socket is closed.", e);
        }
    }

    public void Dispose() => _socket?.Dispose();
}
