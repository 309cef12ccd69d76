using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A server's endpoint for CoAP without security: whoever sends from an address is a peer.</summary>
internal sealed class CoapUdpListener : ICoapEndpoint
{
    /// <summary>Of the peers silent longest, so many are looked at for one to forget.</summary>
    private const int CandidatesMax = 16;

    private readonly CoapServer _server;
    private readonly CoapSocket _socket;

    // The socket's thread's. The peer silent longest is first.
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
        _socket = new CoapSocket("coap", endPoint, server.Counters, Take);
    }

    /// <summary>Where it listens, with the port the system chose.</summary>
    public IPEndPoint EndPoint => _socket.EndPoint;

    public void Start() => _socket.Start();

    public void Dispose() => _socket.Dispose();

    private void Take(SocketAddress from, byte[] buffer, int length)
    {
        if (PeerOf(from) is { } peer) _server.Receive(peer, buffer.AsSpan(0, length));
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
        var peer = _socket.PeerAt(from);
        peer.NextMessageId = (ushort)_random.Next(ushort.MaxValue + 1);
        _peers.Add(peer.Address, _order.AddLast(peer));
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
