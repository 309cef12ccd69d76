namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Tells observers of changes (RFC 7641 section 4). One that asked with a confirmable message is told so, one notification at a
/// time: what changes meanwhile waits, and then the newest is sent. Others get a confirmable one now and then, to know that they are
/// still there. Guarded by the server's lock.</summary>
internal sealed class CoapNotifier(CoapHandler handler, CoapObservers observers, CoapRetransmission retransmission)
{
    private const int ConfirmableEvery = 5;

    private static readonly CoapReply s_otherFormat = new(CoapCode.NotAcceptable);
    private static readonly CoapReply s_failed = new(CoapCode.InternalServerError);

    private readonly byte[] _buffer = new byte[CoapReplyWriter.BufferBytes];

    /// <returns>The number of its first notification, which is the answer to its request; null where there are too many observers.</returns>
    public uint? TryAdd(CoapObserver observer, CoapReply reply)
    {
        observer.ContentFormat = reply.ContentFormat;
        return observers.TryAdd(observer) ? observer.Sequence : null;
    }

    public void Notify(string path, long nowMs)
    {
        foreach (var observer in observers.Of(path))
        {
            if (observer.IsWaiting) observer.IsStale = true;
            else Tell(observer, nowMs);
        }
    }

    public void Acknowledged(CoapObserver observer, long nowMs)
    {
        observer.IsWaiting = false;
        if (observer.IsRemoved || !observer.IsStale) return;
        observer.IsStale = false;
        Tell(observer, nowMs);
    }

    public void GiveUp(CoapOutstanding message)
    {
        if (message.Observer is { } observer) observers.Remove(observer);
    }

    private void Tell(CoapObserver observer, long nowMs)
    {
        var reply = Ask(observer);
        // Section 4.2: the representation's format stays, or the observation ends.
        if (reply.IsSuccess && reply.ContentFormat != observer.ContentFormat) reply = s_otherFormat;
        if (!reply.IsSuccess) observers.Remove(observer);
        bool confirmable = observer.IsConfirmable || ++observer.SinceConfirmable >= ConfirmableEvery;
        if (confirmable) observer.SinceConfirmable = 0;
        observer.CountOn();
        observer.LastMessageId = observer.Peer.NextMessageId++;
        int length = CoapReplyWriter.Write(_buffer, new CoapReplyHead
        {
            Type = confirmable ? CoapType.Confirmable : CoapType.NonConfirmable,
            MessageId = observer.LastMessageId,
            Token = observer.Token,
            Block2 = observer.Block2,
            Observe = reply.IsSuccess ? observer.Sequence : null,
        }, reply);
        var datagram = _buffer.AsSpan(0, length);
        if (!confirmable) observer.Peer.Send(datagram);
        else
        {
            observer.IsWaiting = true;
            retransmission.Send(new CoapOutstanding(observer.Peer, observer.LastMessageId, datagram.ToArray()) { Observer = observer }, nowMs);
        }
    }

    // Resources that can be observed answer at once: what waits cannot be a notification.
    private CoapReply Ask(CoapObserver observer)
    {
        try
        {
            var answer = handler.Handle(new CoapRequest
            {
                Method = CoapCode.Get,
                Path = observer.PathBytes,
                Query = observer.Query,
                ContentFormat = CoapFormat.None,
                Accept = observer.Accept,
                Peer = observer.Peer,
                OptionBytes = observer.OptionBytes,
            });
            return answer.After is null ? answer.Reply : s_failed;
        }
        catch (Exception)
        {
            return s_failed;
        }
    }
}
