using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A server's UDP socket, and one thread that reads it. Datagrams of all peers come in on the one socket.</summary>
internal sealed class CoapUdpListener : IDisposable
{
    private const int DatagramBytesMax = 64 * 1024;
    private const int SocketBytes = 4 << 20;

    /// <summary>Of the peers silent longest, so many are looked at for one to forget.</summary>
    private const int CandidatesMax = 16;

    private readonly CoapServer _server;
    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _stopping;

    // The thread's. The peer silent longest is first.
    private readonly LinkedList<CoapUdpPeer> _order = [];
    private readonly Dictionary<SocketAddress, LinkedListNode<CoapUdpPeer>> _peers = [];
    private readonly Random _random;

    /// <param name="endPoint">Port 0 lets the system choose.</param>
    /// <param name="random">For message ids' beginnings.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public CoapUdpListener(IPEndPoint endPoint, CoapServer server, Random random)
    {
        _server = server;
        _random = random;
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
        _thread = new Thread(ReceiveUntilStopped) { IsBackground = true, Name = $"coap {EndPoint.Port}" };
    }

    /// <summary>Where it listens, with the port the system chose.</summary>
    public IPEndPoint EndPoint { get; }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        if (_thread.IsAlive)
        {
            // A datagram of our own ends the receive that waits.
            var any = EndPoint.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
            var loopback = EndPoint.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
            _socket.SendTo([], SocketFlags.None, new IPEndPoint(EndPoint.Address.Equals(any) ? loopback : EndPoint.Address, EndPoint.Port));
            _thread.Join();
        }
        _socket.Dispose();
    }

    private void ReceiveUntilStopped()
    {
        byte[] buffer = new byte[DatagramBytesMax];
        var from = new SocketAddress(_socket.AddressFamily);
        while (!_stopping)
        {
            try
            {
                int length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
                if (PeerOf(from) is { } peer) _server.Receive(peer, buffer.AsSpan(0, length));
            }
            catch (SocketException)
            {
                // What the network said of a datagram of ours; the peer will miss it.
                _server.Counters.Count(CoapCount.SendFailed);
            }
        }
    }

    private CoapUdpPeer? PeerOf(SocketAddress from)
    {
        if (_peers.TryGetValue(from, out var node))
        {
            if (node != _order.Last)
            {
                _order.Remove(node);
                _order.AddLast(node);
            }
            return node.Value;
        }
        if (_peers.Count >= _server.Limits.PeersMax && !TryForgetOne())
        {
            _server.Counters.Count(CoapCount.PeersRefused);
            return null;
        }
        var address = new SocketAddress(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(address.Buffer.Span);
        var peer = new CoapUdpPeer(_socket, address, _server.Counters) { NextMessageId = (ushort)_random.Next(ushort.MaxValue + 1) };
        _peers.Add(address, _order.AddLast(peer));
        return peer;
    }

    private bool TryForgetOne()
    {
        var node = _order.First;
        for (int i = 0; i < CandidatesMax && node is not null; i++, node = node.Next)
        {
            if (!_server.TryForgetIdle(node.Value)) continue;
            _peers.Remove(node.Value.Address);
            _order.Remove(node);
            _server.Counters.Count(CoapCount.PeersForgotten);
            return true;
        }
        return false;
    }
}
