namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Sends a reply, step 6 of a request's way (<see cref="CoapServer"/>): on the acknowledgement or, where that had to go first,
/// separately. Guarded by the server's lock.</summary>
internal sealed class CoapAnswering(CoapServerState state)
{
    private const int KeptReplyBytesMax = 160;

    private readonly byte[] _buffer = new byte[CoapReplyWriter.BufferBytes];

    public void Answer(CoapExchange exchange, CoapReply reply, long nowMs)
    {
        var peer = exchange.Peer;
        exchange.IsDone = true;
        uint? observe = null;
        if (exchange.Observer is { } observer && reply.IsSuccess) observe = state.Notifier.TryAdd(observer, reply);
        exchange.Observer = null;
        KeepWhereLong(exchange, reply, nowMs);
        bool isSeparate = exchange.Type == CoapType.Confirmable && exchange.IsAcknowledged;
        bool isPiggybacked = exchange.Type == CoapType.Confirmable && !isSeparate;
        ushort id = isPiggybacked ? exchange.MessageId : peer.NextMessageId++;
        int length = CoapReplyWriter.Write(_buffer, new CoapReplyHead
        {
            Type = isPiggybacked ? CoapType.Acknowledgement : isSeparate ? CoapType.Confirmable : CoapType.NonConfirmable,
            MessageId = id,
            Token = exchange.Token,
            Block1 = exchange.Block1,
            Block2 = exchange.Block2,
            Observe = observe,
        }, reply);
        Send(exchange, _buffer.AsSpan(0, length), isSeparate ? id : null, nowMs);
    }

    private void Send(CoapExchange exchange, ReadOnlySpan<byte> datagram, ushort? separateId, long nowMs)
    {
        if (separateId is { } id)
        {
            Span<byte> acknowledgement = stackalloc byte[CoapMessage.HeaderBytes];
            exchange.Keep(CoapWriter.Empty(acknowledgement, CoapType.Acknowledgement, exchange.MessageId));
            state.Retransmission.Send(new CoapOutstanding(exchange.Peer, id, datagram.ToArray()), nowMs);
            return;
        }
        // RFC 7252 section 4.5: a long reply to a GET is not kept, since asking again is as good.
        if (datagram.Length <= KeptReplyBytesMax || exchange.Method != CoapCode.Get) exchange.Keep(datagram);
        exchange.Peer.Send(datagram);
    }

    // A method that changes something is not run again for the next blocks of its reply.
    private void KeepWhereLong(CoapExchange exchange, CoapReply reply, long nowMs)
    {
        var peer = exchange.Peer;
        if (exchange.Method == CoapCode.Get || ReferenceEquals(reply, state.LongReplies.Find(peer, exchange.Key))) return;
        if (reply.Payload.Length > (exchange.Block2?.Size ?? CoapBlock.SizeMax)) state.LongReplies.Keep(peer, new CoapLongReply(exchange.Key, reply, nowMs));
        else if (reply.IsSuccess) state.LongReplies.Forget(peer);
    }
}
