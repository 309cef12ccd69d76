using System.Collections.Concurrent;
using System.Net.Sockets;
using Org.BouncyCastle.Tls;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>A session's datagrams, between the one socket and BouncyCastle.</summary>
internal sealed class DtlsDatagrams(CoapUdpPeer udp, int waitingMax) : DatagramTransport
{
    private const int DatagramBytesMax = 1500;

    private readonly BlockingCollection<byte[]> _waiting = new(waitingMax);
    private volatile bool _closed;

    /// <returns>False where too many wait.</returns>
    public bool TryAdd(ReadOnlySpan<byte> datagram) => !_closed && _waiting.TryAdd(datagram.ToArray());

    public bool TryTake(out byte[]? datagram) => _waiting.TryTake(out datagram);

    public int GetReceiveLimit() => DatagramBytesMax;

    // The sum stays below IPv6's least MTU.
    public int GetSendLimit() => 1232;

    public int Receive(byte[] buf, int off, int len, int waitMillis) => Receive(buf.AsSpan(off, len), waitMillis);

    public int Receive(Span<byte> buffer, int waitMillis)
    {
        // An answer of "nothing" after the end would be asked for again at once, without an end.
        if (_closed) throw new SocketException((int)SocketError.ConnectionAborted);
        if (!_waiting.TryTake(out byte[]? datagram, waitMillis)) return -1;
        int length = Math.Min(datagram.Length, buffer.Length);
        datagram.AsSpan(0, length).CopyTo(buffer);
        return length;
    }

    public void Send(byte[] buf, int off, int len) => udp.Send(buf.AsSpan(off, len));

    public void Send(ReadOnlySpan<byte> buffer) => udp.Send(buffer);

    public void Close() => _closed = true;
}
