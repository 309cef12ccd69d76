using EdgeAppliance.Drivers.Protocols.Coap.Dtls;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A way to a server by DTLS 1.2 with a pre-shared key.</summary>
internal sealed class CoapDtlsTransport(CoapUdpTransport udp, byte[] identity, byte[] key) : ICoapTransport, DatagramTransport
{
    private const int DatagramBytesMax = 1500;
    private const int WaitMs = 200;

    private volatile DtlsTransport? _session;
    private volatile bool _closed;
    private DtlsKeyClient? _client;

    public void Open()
    {
        udp.Open();
        try
        {
            _client = new DtlsKeyClient(new BcTlsCrypto(new SecureRandom()), identity, key);
            _session = new DtlsClientProtocol().Connect(_client, this);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ArgumentException)
        {
            throw new IOException($"The handshake failed: {e.Message}", e);
        }
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _session?.Send(datagram);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The thread that receives meets the end, too.
        }
    }

    public int Receive(byte[] buffer) => _session!.Receive(buffer, 0, buffer.Length, WaitMs);

    public void Dispose()
    {
        try
        {
            _session?.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It is gone already.
        }
        _closed = true;
        udp.Dispose();
    }

    int DatagramReceiver.GetReceiveLimit() => DatagramBytesMax;

    // The sum stays below IPv6's least MTU.
    int DatagramSender.GetSendLimit() => 1232;

    int DatagramReceiver.Receive(byte[] buf, int off, int len, int waitMillis) => Take(buf.AsSpan(off, len), waitMillis);

    int DatagramReceiver.Receive(Span<byte> buffer, int waitMillis) => Take(buffer, waitMillis);

    void DatagramSender.Send(byte[] buf, int off, int len) => udp.Send(buf.AsSpan(off, len));

    void DatagramSender.Send(ReadOnlySpan<byte> buffer) => udp.Send(buffer);

    void TlsCloseable.Close() => _closed = true;

    private int Take(Span<byte> buffer, int waitMillis)
    {
        // An answer of "nothing" after the end would be asked for again at once, without an end.
        if (_closed) throw new IOException("The session has ended.");
        int length = udp.Receive(buffer, waitMillis * 1000);
        return length < 0 || DtlsRecords.AreWhole(buffer[..length], _client!.Overhead) ? length : -1;
    }
}
