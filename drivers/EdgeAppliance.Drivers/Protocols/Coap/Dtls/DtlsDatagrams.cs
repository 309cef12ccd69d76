using System.Net.Sockets;
using Org.BouncyCastle.Tls;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>A session's datagrams, between the one socket and BouncyCastle. Those of the handshake wait for its thread; once that is
/// done, each is offered as it comes.</summary>
internal sealed class DtlsDatagrams(CoapUdpPeer udp, int waitingMax) : DatagramTransport
{
    private const int DatagramBytesMax = 1500;

    private readonly object _gate = new();

    // Guarded by _gate.
    private readonly Queue<byte[]> _waiting = [];
    private volatile bool _closed;

    // The handshake's thread's: what the datagram was that it took last.
    private bool _changed;
    private bool _changes;
    private bool _proves;

    // The session's, under its own lock.
    private bool _isOffering;
    private byte[]? _offered;
    private int _offeredBytes;

    /// <summary>Whether the handshake goes by a key that was found for the peer's name.</summary>
    public Func<bool> HasKey { get; set; } = () => false;

    /// <summary>Keeps a datagram for the handshake.</summary>
    /// <returns>False where too many wait.</returns>
    public bool TryAdd(ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            if (_closed || _waiting.Count >= waitingMax) return false;
            _waiting.Enqueue(datagram.ToArray());
            Monitor.Pulse(_gate);
            return true;
        }
    }

    public bool TryTake(out byte[]? datagram)
    {
        lock (_gate) return _waiting.TryDequeue(out datagram);
    }

    /// <summary>Gives the next receive its datagram, of which no copy is made. After it every receive ends at once.</summary>
    public void Offer(byte[] buffer, int length)
    {
        _isOffering = true;
        _offered = buffer;
        _offeredBytes = length;
    }

    /// <summary>BouncyCastle asks before each receive, and asks again until its time is over where what it got was no record. A datagram
    /// that was offered is the only one there is: what ends the wait without ending the session is this exception.</summary>
    public int GetReceiveLimit()
    {
        if (!_isOffering || _offered is not null) return DatagramBytesMax;
        ThrowIfClosed();
        throw new TlsTimeoutException();
    }

    // The sum stays below IPv6's least MTU.
    public int GetSendLimit() => 1232;

    public int Receive(byte[] buf, int off, int len, int waitMillis) => Receive(buf.AsSpan(off, len), waitMillis);

    public int Receive(Span<byte> buffer, int waitMillis)
    {
        if (!_isOffering) return ReceiveWaiting(buffer, waitMillis);
        int length = Math.Min(_offeredBytes, buffer.Length);
        _offered.AsSpan(0, length).CopyTo(buffer);
        _offered = null;
        return length;
    }

    public void Send(byte[] buf, int off, int len) => udp.Send(buf.AsSpan(off, len));

    public void Send(ReadOnlySpan<byte> buffer) => udp.Send(buffer);

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    private int ReceiveWaiting(Span<byte> buffer, int waitMillis)
    {
        EndWhereTheKeyIsWrong();
        lock (_gate)
        {
            // BouncyCastle means no limit by 0; the handshake has one of its own.
            if (!_closed && _waiting.Count == 0) Monitor.Wait(_gate, waitMillis == 0 ? Timeout.Infinite : waitMillis);
            ThrowIfClosed();
            if (!_waiting.TryDequeue(out byte[]? datagram)) return -1;
            int length = Math.Min(datagram.Length, buffer.Length);
            datagram.AsSpan(0, length).CopyTo(buffer);
            (_changes, _proves) = DtlsRecords.LookAt(buffer[..length]);
            return length;
        }
    }

    /// <summary>BouncyCastle passes over a proof that is wrong, and asks for more until its time is over. RFC 6347 section 4.1.2.7 lets a server tell instead:
    /// where the key is known, the cipher was changed after that, and what proved it did not end the wait, the key is another one.</summary>
    private void EndWhereTheKeyIsWrong()
    {
        bool hasKey = HasKey();
        _changed |= hasKey && _changes;
        if (_changed && _proves) throw new TlsFatalAlert(AlertDescription.bad_record_mac);
        (_changes, _proves) = (false, false);
    }

    // An answer of "nothing" after the end would be asked for again at once, without an end.
    private void ThrowIfClosed()
    {
        if (_closed) throw new SocketException((int)SocketError.ConnectionAborted);
    }
}
