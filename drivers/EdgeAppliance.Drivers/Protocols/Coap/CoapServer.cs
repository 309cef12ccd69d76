namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A CoAP server without its transport (RFC 7252, 7641, 7959): datagrams of peers come in by <see cref="Receive"/>, those to
/// them go out by <see cref="CoapPeer.Send"/>. A request takes this way: 1 parse, 2 recognise one that was sent before, 3 read its
/// options, 4 put its body together, 5 ask the handler, 6 answer, on the acknowledgement or, where that had to go first, separately.</summary>
internal sealed class CoapServer : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly CoapReply s_failed = new(CoapCode.InternalServerError);

    private readonly CoapTimes _times;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Action<CoapExchange> _whenDone;

    // Guarded by _lock.
    private readonly CoapServerState _state;
    private readonly CoapAsking _asking;
    private readonly CoapAnswering _answering;
    private readonly Queue<(CoapExchange Exchange, int Use, long DueMs)> _unacknowledged = [];
    private bool _disposed;

    /// <param name="random">For the retransmissions' timeouts, and for message ids' beginnings.</param>
    public CoapServer(CoapHandler handler, CoapLimits limits, CoapTimes times, TimeProvider time, Random random)
    {
        _times = times;
        _time = time;
        _state = new CoapServerState(handler, limits, times, random);
        _asking = new CoapAsking(handler, _state);
        _answering = new CoapAnswering(_state);
        _whenDone = WhenDone;
        _timer = time.CreateTimer(_ => Tick(), null, s_tick, s_tick);
    }

    public CoapCounters Counters => _state.Counters;

    public CoapLimits Limits => _state.Limits;

    public int Observers { get { lock (_lock) return _state.Observers.Count; } }

    public int Pending { get { lock (_lock) return _state.Pending; } }

    public long BodyBytesHeld { get { lock (_lock) return _state.Bodies.BytesHeld; } }

    public long LongReplyBytesHeld { get { lock (_lock) return _state.LongReplies.BytesHeld; } }

    private long NowMs => (long)(_time.GetTimestamp() * (1000.0 / _time.TimestampFrequency));

    public void Receive(CoapPeer peer, ReadOnlySpan<byte> datagram)
    {
        lock (_lock)
        {
            if (_disposed) return;
            var parsed = CoapMessage.TryParse(datagram, out var message); // 1
            if (parsed == CoapParse.Ignored) Counters.Count(CoapCount.Ignored);
            else if (parsed == CoapParse.FormatError) Reject_NeedsLock(peer, message, CoapCount.FormatErrors);
            else if (message.Type == CoapType.Acknowledgement) Acknowledged_NeedsLock(peer, message.MessageId);
            else if (message.Type == CoapType.Reset) Reset_NeedsLock(peer, message.MessageId);
            else if (message.IsRequest) Request_NeedsLock(peer, message);
            else Reject_NeedsLock(peer, message, CoapCount.Ignored);
        }
    }

    /// <summary>The resource has changed: its observers are told.</summary>
    public void Notify(string path)
    {
        lock (_lock) _state.Notifier.Notify(path, NowMs);
    }

    /// <summary>Whether anybody is told when the resource changes.</summary>
    public bool IsObserved(string path)
    {
        lock (_lock) return _state.Observers.Any(path);
    }

    /// <summary>The peer has gone: nothing more is sent to it.</summary>
    public void Forget(CoapPeer peer)
    {
        lock (_lock) _state.Forget(peer);
    }

    /// <returns>False where something is under way with it.</returns>
    public bool TryForgetIdle(CoapPeer peer)
    {
        lock (_lock)
        {
            if (peer.IsBusy) return false;
            _state.LongReplies.Forget(peer);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private void Request_NeedsLock(CoapPeer peer, in CoapMessage message)
    {
        long now = NowMs;
        if (peer.Exchanges.Find(message.MessageId, now - (long)_times.ExchangeLifetime.TotalMilliseconds) is { } known && TryRepeat(known, message)) return; // 2
        Counters.Count(CoapCount.Requests);
        var exchange = peer.Exchanges.Take(message.MessageId, Limits.ExchangesPerPeerMax, _whenDone);
        exchange.Begin(peer, message, now);
        var answer = _asking.Ask(exchange, message); // 3 to 5
        if (answer.After is not { IsCompleted: false })
        {
            _answering.Answer(exchange, Settled(answer), now);
            return;
        }
        peer.Pending++;
        _state.Pending++;
        if (exchange.Type == CoapType.Confirmable) _unacknowledged.Enqueue((exchange, exchange.Use, now + (long)_times.AckWithin.TotalMilliseconds));
        exchange.Wait(answer);
    }

    /// <returns>False where nothing was kept of the answer: it is cheaper to ask anew.</returns>
    private bool TryRepeat(CoapExchange known, in CoapMessage message)
    {
        Counters.Count(CoapCount.Repeated);
        bool isConfirmable = message.Type == CoapType.Confirmable;
        if (!known.IsDone)
        {
            if (known.IsAcknowledged) SendEmpty(known.Peer, CoapType.Acknowledgement, message.MessageId);
            return true;
        }
        if (known.Sent.IsEmpty && isConfirmable) return false;
        if (isConfirmable) known.Peer.Send(known.Sent);
        return true;
    }

    private void WhenDone(CoapExchange exchange)
    {
        lock (_lock)
        {
            exchange.Peer.Pending--;
            _state.Pending--;
            if (!_disposed) _answering.Answer(exchange, Settled(exchange.Answer), NowMs); // 6
        }
    }

    private static CoapReply Settled(in CoapAnswer answer) => answer.After is null or { IsCompletedSuccessfully: true } ? answer.Reply : answer.Otherwise ?? s_failed;

    private void Acknowledged_NeedsLock(CoapPeer peer, ushort messageId)
    {
        if (_state.Retransmission.Take(peer, messageId)?.Observer is { } observer) _state.Notifier.Acknowledged(observer, NowMs);
    }

    private void Reset_NeedsLock(CoapPeer peer, ushort messageId)
    {
        if (_state.Retransmission.Take(peer, messageId)?.Observer is { } observer) _state.Observers.Remove(observer);
        _state.Observers.Reset(peer, messageId);
    }

    private void Reject_NeedsLock(CoapPeer peer, in CoapMessage message, CoapCount why)
    {
        Counters.Count(why);
        // An empty confirmable message is a ping, and its answer a pong (RFC 7252 section 4.3).
        if (message.Type == CoapType.Confirmable) SendEmpty(peer, CoapType.Reset, message.MessageId);
    }

    private static void SendEmpty(CoapPeer peer, CoapType type, ushort messageId)
    {
        Span<byte> buffer = stackalloc byte[CoapMessage.HeaderBytes];
        peer.Send(CoapWriter.Empty(buffer, type, messageId));
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_disposed) return;
            long now = NowMs;
            while (_unacknowledged.TryPeek(out var first) && first.DueMs <= now)
            {
                _unacknowledged.Dequeue();
                if (first.Exchange.Use != first.Use || first.Exchange.IsDone) continue;
                first.Exchange.IsAcknowledged = true;
                Counters.Count(CoapCount.SeparateResponses);
                SendEmpty(first.Exchange.Peer, CoapType.Acknowledgement, first.Exchange.MessageId);
            }
            _state.Tick(now);
        }
    }
}
