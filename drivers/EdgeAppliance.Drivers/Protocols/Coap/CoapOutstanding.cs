namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A confirmable message of ours that is not acknowledged yet.</summary>
internal sealed class CoapOutstanding(CoapPeer peer, ushort messageId, byte[] datagram)
{
    public CoapPeer Peer { get; } = peer;

    public ushort MessageId { get; } = messageId;

    public byte[] Datagram { get; } = datagram;

    /// <summary>Whom it notifies, or null.</summary>
    public CoapObserver? Observer { get; init; }

    public int Retransmissions { get; set; }

    public long TimeoutMs { get; set; }

    public long DueMs { get; set; }
}
