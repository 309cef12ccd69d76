using Org.BouncyCastle.Tls;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>Answers an address of which nothing is known yet.</summary>
internal sealed class DtlsSender(CoapUdpPeer udp) : DatagramSender
{
    public int GetSendLimit() => 1232;

    public void Send(byte[] buf, int off, int len) => udp.Send(buf.AsSpan(off, len));

    public void Send(ReadOnlySpan<byte> buffer) => udp.Send(buffer);
}
