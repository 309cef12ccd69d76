using System.Net.Sockets;
using System.Security.Cryptography;
using Org.BouncyCastle.Tls;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>A peer behind DTLS. Its handshake runs on a thread of its own; after that the socket's thread takes its records.</summary>
internal sealed class DtlsSession(CoapUdpPeer udp, CoapServer server, DtlsDatagrams datagrams) : CoapPeer
{
    private const int PlainBytesMax = 2048;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly byte[] _plain = new byte[PlainBytesMax];
    private volatile DtlsTransport? _transport;
    private volatile bool _closed;
    private DtlsProof? _proof;
    private int _overhead;

    public override string? Device => _proof?.Device;

    /// <summary>Null where it has proven nothing.</summary>
    public DtlsProof? Proof => _proof;

    public CoapUdpPeer Udp => udp;

    /// <summary>By the clock that is never set. Guarded by the sessions' lock.</summary>
    public long HeardAt { get; set; }

    public bool IsClosed => _closed;

    public bool IsHandshaking => _transport is null && !_closed;

    /// <summary>Runs on the handshake's thread, until it is done or has failed.</summary>
    public bool Shake(DtlsServer dtls, DtlsRequest request)
    {
        try
        {
            datagrams.HasKey = () => dtls.HasKey;
            var transport = new DtlsServerProtocol().Accept(dtls, datagrams, request);
            lock (_gate)
            {
                _proof = dtls.Proof;
                _overhead = dtls.Overhead;
                server.Counters.Count(CoapCount.Handshakes);
                _transport = transport;
                while (!_closed && datagrams.TryTake(out byte[]? early)) Process_NeedsLock(early!, early!.Length);
            }
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            // Whatever a stranger sends, it ends the stranger's handshake alone.
            server.Counters.Count(CoapCount.HandshakesFailed);
            Close();
            return false;
        }
    }

    /// <summary>A datagram from its address.</summary>
    public void Receive(byte[] buffer, int length)
    {
        lock (_gate)
        {
            if (_closed) return;
            if (_transport is not null) Process_NeedsLock(buffer, length);
            else if (!datagrams.TryAdd(buffer.AsSpan(0, length))) server.Counters.Count(CoapCount.RecordsDropped);
        }
    }

    public override void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _transport?.Send(datagram);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            server.Counters.Count(CoapCount.SendFailed);
        }
    }

    /// <summary>Tells the peer, where there is something to end, and forgets it.</summary>
    public void Close()
    {
        if (_closed) return;
        _closed = true;
        try
        {
            _transport?.Close();
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // It is gone already.
        }
        datagrams.Close();
        server.Forget(this);
    }

    private void Process_NeedsLock(byte[] buffer, int length)
    {
        if (!DtlsRecords.AreWhole(buffer.AsSpan(0, length), _overhead))
        {
            server.Counters.Count(CoapCount.RecordsDropped);
            return;
        }
        datagrams.Offer(buffer, length);
        try
        {
            int plain = _transport!.Receive(_plain, 0, _plain.Length, 1);
            if (plain < 0) server.Counters.Count(CoapCount.RecordsDropped);
            while (plain >= 0)
            {
                server.Receive(this, _plain.AsSpan(0, plain));
                plain = _transport.ReceivePending(_plain, 0, _plain.Length, null);
            }
        }
        catch (TlsTimeoutException)
        {
            // It was no record of this session, or none with data in it.
            server.Counters.Count(CoapCount.RecordsDropped);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // The peer's own goodbye arrives this way too.
            Close();
        }
    }
}
