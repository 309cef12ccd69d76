using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A server's UDP socket, and one thread that reads it. Datagrams of all peers come in on the one socket.</summary>
internal sealed class CoapSocket : IDisposable
{
    private const int DatagramBytesMax = 64 * 1024;
    private const int SocketBytes = 4 << 20;

    private readonly CoapCounters _counters;
    private readonly CoapReceived _onReceived;
    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="endPoint">Port 0 lets the system choose.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public CoapSocket(string name, IPEndPoint endPoint, CoapCounters counters, CoapReceived onReceived)
    {
        _counters = counters;
        _onReceived = onReceived;
        _socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = SocketBytes, SendBufferSize = SocketBytes };
        try
        {
            _socket.Bind(endPoint);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _thread = new Thread(ReceiveUntilStopped) { IsBackground = true, Name = $"{name} {EndPoint.Port}" };
    }

    /// <summary>Where it listens, with the port the system chose.</summary>
    public IPEndPoint EndPoint { get; }

    public void Start() => _thread.Start();

    /// <summary>Receives nothing more; sending goes on.</summary>
    public void Stop()
    {
        if (_stopping) return;
        _stopping = true;
        if (!_thread.IsAlive) return;
        // A datagram of our own ends the receive that waits.
        bool isFour = EndPoint.AddressFamily == AddressFamily.InterNetwork;
        var (any, loopback) = isFour ? (IPAddress.Any, IPAddress.Loopback) : (IPAddress.IPv6Any, IPAddress.IPv6Loopback);
        _socket.SendTo([], SocketFlags.None, new IPEndPoint(EndPoint.Address.Equals(any) ? loopback : EndPoint.Address, EndPoint.Port));
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _socket.Dispose();
    }

    /// <summary>A peer at an address, of which a copy is kept.</summary>
    public CoapUdpPeer PeerAt(SocketAddress from)
    {
        var address = new SocketAddress(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(address.Buffer.Span);
        return new CoapUdpPeer(_socket, address, _counters);
    }

    private void ReceiveUntilStopped()
    {
        byte[] buffer = new byte[DatagramBytesMax];
        var from = new SocketAddress(_socket.AddressFamily);
        while (!_stopping)
        {
            try
            {
                _onReceived(from, buffer, _socket.ReceiveFrom(buffer, SocketFlags.None, from));
            }
            catch (SocketException)
            {
                // What the network said of a datagram of ours; the peer will miss it.
                _counters.Count(CoapCount.SendFailed);
            }
        }
    }
}
