using System.Net;
using System.Net.Sockets;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>A server's endpoint for CoAP over DTLS. An unknown address is asked for a cookie first (RFC 6347 section 4.2.1), for which
/// nothing is kept; then its handshake gets a thread, within limits.</summary>
internal sealed class CoapDtlsListener : IDisposable
{
    private const int CandidatesMax = 16;
    private const int RecordHeaderBytes = 13;

    private readonly CoapServer _server;
    private readonly DtlsCredentials _credentials;
    private readonly DtlsLimits _limits;
    private readonly BcTlsCrypto _crypto = new(new SecureRandom());
    private readonly DtlsVerifier _verifier;
    private readonly CoapSocket _socket;

    // The socket's thread's. The session silent longest is first.
    private readonly LinkedList<DtlsSession> _order = [];
    private readonly Dictionary<SocketAddress, LinkedListNode<DtlsSession>> _sessions = [];

    // Guarded by itself: how many handshakes an address has under way.
    private readonly Dictionary<IPAddress, int> _handshakes = [];

    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public CoapDtlsListener(IPEndPoint endPoint, CoapServer server, DtlsCredentials credentials, DtlsLimits limits)
    {
        _server = server;
        _credentials = credentials;
        _limits = limits;
        _verifier = new DtlsVerifier(_crypto);
        _socket = new CoapSocket("coaps", endPoint, server.Counters, Take);
    }

    /// <summary>Where it listens, with the port the system chose.</summary>
    public IPEndPoint EndPoint => _socket.EndPoint;

    public void Start() => _socket.Start();

    public void Dispose()
    {
        _socket.Stop();
        foreach (var session in _order) session.Close();
        _socket.Dispose();
    }

    private void Take(SocketAddress from, byte[] buffer, int length)
    {
        bool known = _sessions.TryGetValue(from, out var node);
        if (known && node!.Value.IsClosed)
        {
            Remove(node);
            known = false;
        }
        // RFC 6347 section 4.2.8: a client that has begun anew says hello on the address of its old session.
        if (known && (node!.Value.IsHandshaking || !IsClientHello(buffer.AsSpan(0, length))))
        {
            _order.Remove(node);
            _order.AddLast(node);
            node.Value.Receive(buffer.AsSpan(0, length));
            return;
        }
        if (length < RecordHeaderBytes) return;
        var udp = _socket.PeerAt(from);
        if (Verify(udp, buffer, length) is not { } request) return;
        if (known)
        {
            node!.Value.Close();
            Remove(node);
        }
        Begin(udp, request);
    }

    private DtlsRequest? Verify(CoapUdpPeer udp, byte[] buffer, int length)
    {
        try
        {
            return _verifier.VerifyRequest(udp.Address.Buffer[..udp.Address.Size].ToArray(), buffer, 0, length, new DtlsSender(udp));
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
        {
            _server.Counters.Count(CoapCount.FormatErrors);
            return null;
        }
    }

    private void Begin(CoapUdpPeer udp, DtlsRequest request)
    {
        var address = ((IPEndPoint)EndPoint.Create(udp.Address)).Address;
        if ((_sessions.Count >= _limits.SessionsMax && !TryForgetOne()) || !TryEnter(address))
        {
            _server.Counters.Count(CoapCount.HandshakesRefused);
            return;
        }
        var session = new DtlsSession(udp, _server, new DtlsDatagrams(udp, _limits.WaitingMax));
        _sessions.Add(udp.Address, _order.AddLast(session));
        new Thread(() => Shake(session, address, request)) { IsBackground = true, Name = "coaps handshake" }.Start();
    }

    private void Shake(DtlsSession session, IPAddress address, DtlsRequest request)
    {
        bool done = session.Shake(new DtlsServer(_crypto, _credentials, _limits), request);
        _server.Counters.Count(done ? CoapCount.Handshakes : CoapCount.HandshakesFailed);
        lock (_handshakes)
            if (--_handshakes[address] == 0) _handshakes.Remove(address);
    }

    private bool TryEnter(IPAddress address)
    {
        lock (_handshakes)
        {
            int all = 0;
            foreach (int count in _handshakes.Values) all += count;
            int of = _handshakes.GetValueOrDefault(address);
            if (all >= _limits.HandshakesMax || of >= _limits.HandshakesPerAddressMax) return false;
            _handshakes[address] = of + 1;
            return true;
        }
    }

    private bool TryForgetOne()
    {
        var node = _order.First;
        for (int i = 0; i < CandidatesMax && node is not null; i++, node = node.Next)
        {
            if (!node.Value.IsClosed && (node.Value.IsHandshaking || !_server.TryForgetIdle(node.Value))) continue;
            node.Value.Close();
            Remove(node);
            _server.Counters.Count(CoapCount.PeersForgotten);
            return true;
        }
        return false;
    }

    private void Remove(LinkedListNode<DtlsSession> node)
    {
        _sessions.Remove(node.Value.Udp.Address);
        _order.Remove(node);
    }

    // A record of type handshake in epoch 0, whose first message is of type 1.
    private static bool IsClientHello(ReadOnlySpan<byte> datagram) =>
        datagram.Length > RecordHeaderBytes && datagram[0] == 22 && datagram[3] == 0 && datagram[4] == 0 && datagram[RecordHeaderBytes] == 1;
}
