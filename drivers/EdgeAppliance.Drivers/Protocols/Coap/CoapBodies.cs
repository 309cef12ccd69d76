namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Puts request bodies together that come in blocks (RFC 7959 section 2.5). A peer has one at a time. Guarded by the server's lock.</summary>
internal sealed class CoapBodies(CoapLimits limits, CoapCounters counters)
{
    private static readonly CoapReply s_continue = new(CoapCode.Continue);
    private static readonly CoapReply s_incomplete = new(CoapCode.RequestEntityIncomplete);
    private static readonly CoapReply s_wrongSize = CoapReply.Error(CoapCode.BadRequest, "The block is not as long as its option says.");
    private static readonly CoapReply s_full = new(CoapCode.ServiceUnavailable) { MaxAgeSeconds = 5 };

    private readonly CoapReply _tooLarge = new(CoapCode.RequestEntityTooLarge) { Size1 = (uint)limits.BodyBytesMax };
    private readonly List<CoapPeer> _peers = [];

    /// <summary>Held by bodies that are not whole.</summary>
    public long BytesHeld { get; private set; }

    /// <param name="whole">The body, where this was its last block; it is valid until <see cref="Forget"/>.</param>
    /// <returns>What the block is answered; null where the body is whole.</returns>
    public CoapReply? Take(CoapPeer peer, ulong key, CoapBlock block, ReadOnlySpan<byte> payload, long nowMs, out ReadOnlySpan<byte> whole)
    {
        whole = payload;
        if (block.More ? payload.Length != block.Size : payload.Length > block.Size) return s_wrongSize;
        if (block.Offset + payload.Length > limits.BodyBytesMax) return Refuse(peer, _tooLarge);
        if (block.Number == 0)
        {
            Forget(peer);
            if (!block.More) return null;
            if (BytesHeld + payload.Length > limits.BodyBytesTotalMax) return Refuse(peer, s_full);
            peer.Body = new CoapBody(key, [], nowMs);
            _peers.Add(peer);
        }
        if (peer.Body is not { } body || body.Key != key || body.Length != block.Offset) return s_incomplete;
        if (!TryAppend(body, payload)) return Refuse(peer, s_full);
        body.LastMs = nowMs;
        if (block.More) return s_continue;
        whole = body.Bytes.AsSpan(0, body.Length);
        return null;
    }

    public CoapReply? Announced(CoapPeer peer, uint sizeBytes) => sizeBytes > limits.BodyBytesMax ? Refuse(peer, _tooLarge) : null;

    public void Forget(CoapPeer peer)
    {
        if (peer.Body is not { } body) return;
        BytesHeld -= body.Bytes.Length;
        peer.Body = null;
        _peers.Remove(peer);
    }

    public void Tick(long nowMs)
    {
        for (int i = _peers.Count - 1; i >= 0; i--)
        {
            if (_peers[i].Body is not { } body || nowMs - body.LastMs < limits.BodyWithin.TotalMilliseconds) continue;
            counters.Count(CoapCount.BodiesExpired);
            Forget(_peers[i]);
        }
    }

    private CoapReply Refuse(CoapPeer peer, CoapReply why)
    {
        counters.Count(CoapCount.BodiesRefused);
        Forget(peer);
        return why;
    }

    private bool TryAppend(CoapBody body, ReadOnlySpan<byte> payload)
    {
        int needed = body.Length + payload.Length;
        if (needed > body.Bytes.Length)
        {
            int length = Math.Min(limits.BodyBytesMax, Math.Max(needed, body.Bytes.Length * 2));
            if (BytesHeld + length - body.Bytes.Length > limits.BodyBytesTotalMax) return false;
            BytesHeld += length - body.Bytes.Length;
            byte[] longer = new byte[length];
            body.Bytes.AsSpan(0, body.Length).CopyTo(longer);
            body.Bytes = longer;
        }
        payload.CopyTo(body.Bytes.AsSpan(body.Length));
        body.Length = needed;
        return true;
    }
}
