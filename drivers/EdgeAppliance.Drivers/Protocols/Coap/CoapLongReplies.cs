namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Replies of methods that must not be run again for each block of what they answer. A peer has one at a time. Guarded by the
/// server's lock.</summary>
internal sealed class CoapLongReplies(CoapLimits limits)
{
    private readonly List<CoapPeer> _peers = [];

    public long BytesHeld { get; private set; }

    /// <summary>Takes the place of the one before it; where there is no room, none is kept, and the peer asks anew.</summary>
    public void Keep(CoapPeer peer, CoapLongReply reply)
    {
        Forget(peer);
        if (BytesHeld + reply.Reply.Payload.Length > limits.LongReplyBytesTotalMax) return;
        BytesHeld += reply.Reply.Payload.Length;
        peer.LongReply = reply;
        _peers.Add(peer);
    }

    public CoapReply? Find(CoapPeer peer, ulong key) => peer.LongReply is { } kept && kept.Key == key ? kept.Reply : null;

    public void Forget(CoapPeer peer)
    {
        if (peer.LongReply is not { } kept) return;
        BytesHeld -= kept.Reply.Payload.Length;
        peer.LongReply = null;
        _peers.Remove(peer);
    }

    public void Tick(long nowMs)
    {
        // The oldest is first.
        while (_peers.Count > 0 && nowMs - _peers[0].LongReply!.SinceMs >= limits.BodyWithin.TotalMilliseconds) Forget(_peers[0]);
    }
}
