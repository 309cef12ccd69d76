using System.Net;
using System.Net.Sockets;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>A server's endpoint for CoAP over DTLS. An unknown address is asked for a cookie first (RFC 6347 section 4.2.1), for which
/// nothing is kept; then its handshake gets a thread, within limits.</summary>
internal sealed class CoapDtlsListener : ICoapEndpoint
{
    private const int RecordHeaderBytes = 13;

    private static readonly TimeSpan s_idleEvery = TimeSpan.FromSeconds(5);

    private readonly CoapServer _server;
    private readonly DtlsLimits _limits;
    private readonly DtlsSessions _sessions;
    private readonly DtlsHandshakes _handshakes;
    private readonly BcTlsCrypto _crypto = new(new SecureRandom());
    private readonly DtlsVerifier _verifier;
    private readonly CoapSocket _socket;
    private readonly ITimer _timer;
    private volatile DtlsCredentials _credentials;

    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public CoapDtlsListener(IPEndPoint endPoint, CoapServer server, DtlsCredentials credentials, DtlsLimits limits, TimeProvider time)
    {
        _server = server;
        _credentials = credentials;
        _limits = limits;
        _sessions = new DtlsSessions(server, limits, time);
        _handshakes = new DtlsHandshakes(limits);
        _verifier = new DtlsVerifier(_crypto);
        _socket = new CoapSocket("coaps", endPoint, server.Counters, Take);
        _timer = time.CreateTimer(_ => CloseEnded(), null, s_idleEvery, s_idleEvery);
    }

    /// <summary>Where it listens, with the port the system chose.</summary>
    public IPEndPoint EndPoint => _socket.EndPoint;

    public int Sessions => _sessions.Count;

    /// <summary>Told of each handshake that failed, on its thread: by whom, and why.</summary>
    public Action<IPAddress, DtlsFailure>? WhenRefused { get; init; }

    /// <summary>Whether an address may shake hands now; null where each may.</summary>
    public Func<IPAddress, bool>? MayTry { get; init; }

    public void Start() => _socket.Start();

    /// <summary>For the handshakes that follow.</summary>
    /// <param name="endsSessions">Whether those who are known by the old ones shall prove themselves anew.</param>
    public void Use(DtlsCredentials credentials, bool endsSessions)
    {
        _credentials = credentials;
        if (endsSessions) _sessions.CloseAll();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _socket.Stop();
        _sessions.CloseAll();
        _socket.Dispose();
    }

    /// <summary>Takes a datagram, on the socket's thread.</summary>
    internal void Take(SocketAddress from, byte[] buffer, int length)
    {
        // RFC 6347 section 4.2.8: a client that has begun anew says hello on the address of its old session.
        if (_sessions.Heard(from) is { } session && (session.IsHandshaking || !IsClientHello(buffer.AsSpan(0, length))))
        {
            session.Receive(buffer, length);
            return;
        }
        if (length < RecordHeaderBytes) return;
        var udp = _socket.PeerAt(from);
        if (Verify(udp, buffer, length) is { } request) Begin(udp, request);
    }

    private void CloseEnded()
    {
        if (_credentials.MayStay is { } mayStay) _sessions.Close(session => session.Proof is { } proof && !mayStay(proof));
        _sessions.CloseIdle();
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
        if (MayTry?.Invoke(address) == false || !_handshakes.TryEnter(address))
        {
            _server.Counters.Count(CoapCount.HandshakesRefused);
            return;
        }
        var session = new DtlsSession(udp, _server, new DtlsDatagrams(udp, _limits.WaitingMax));
        if (!_sessions.TryAdd(session))
        {
            _handshakes.Leave(address);
            _server.Counters.Count(CoapCount.PeersRefused);
            return;
        }
        new Thread(() => Shake(session, address, request)) { IsBackground = true, Name = "coaps handshake" }.Start();
    }

    private void Shake(DtlsSession session, IPAddress address, DtlsRequest request)
    {
        var dtls = new DtlsServer(_crypto, _credentials, _limits);
        try
        {
            if (!session.Shake(dtls, request)) WhenRefused?.Invoke(address, dtls.Failure);
        }
        finally
        {
            _handshakes.Leave(address);
        }
    }

    // A record of type handshake in epoch 0, whose first message is of type 1.
    private static bool IsClientHello(ReadOnlySpan<byte> datagram) =>
        datagram.Length > RecordHeaderBytes && datagram[0] == 22 && datagram[3] == 0 && datagram[4] == 0 && datagram[RecordHeaderBytes] == 1;
}
