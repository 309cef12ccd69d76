using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A CoAP server without its transport (RFC 7252, 7641, 7959): datagrams of peers come in by <see cref="Receive"/>, those to
/// them go out by <see cref="CoapPeer.Send"/>. A request takes this way: 1 parse, 2 recognise one that was sent before, 3 read its
/// options, 4 put its body together, 5 ask the handler, 6 answer, on the acknowledgement or, where that had to go first, separately.</summary>
internal sealed class CoapServer : IDisposable
{
    private const int KeptReplyBytesMax = 160;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly CoapReply s_failed = new(CoapCode.InternalServerError);
    private static readonly CoapReply s_busy = new(CoapCode.ServiceUnavailable) { MaxAgeSeconds = 1 };
    private static readonly CoapReply s_gone = new(CoapCode.RequestEntityIncomplete);

    private readonly CoapHandler _handler;
    private readonly CoapLimits _limits;
    private readonly CoapTimes _times;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Action<CoapExchange> _whenDone;
    private readonly Action<CoapOutstanding> _givenUp;

    // Guarded by _lock.
    private readonly CoapRequestReader _request = new();
    private readonly CoapRetransmission _retransmission;
    private readonly CoapObservers _observers;
    private readonly CoapBodies _bodies;
    private readonly CoapLongReplies _longReplies;
    private readonly CoapNotifier _notifier;
    private readonly Queue<(CoapExchange Exchange, int Use, long DueMs)> _unacknowledged = [];
    private readonly byte[] _buffer = new byte[CoapReplyWriter.BufferBytes];
    private int _pending;
    private bool _disposed;

    /// <param name="random">For the retransmissions' timeouts, and for message ids' beginnings.</param>
    public CoapServer(CoapHandler handler, CoapLimits limits, CoapTimes times, TimeProvider time, Random random)
    {
        _handler = handler;
        _limits = limits;
        _times = times;
        _time = time;
        _retransmission = new CoapRetransmission(times, random, Counters);
        _observers = new CoapObservers(limits, Counters);
        _bodies = new CoapBodies(limits, Counters);
        _longReplies = new CoapLongReplies(limits);
        _notifier = new CoapNotifier(handler, _observers, _retransmission);
        _whenDone = WhenDone;
        _givenUp = _notifier.GiveUp;
        _timer = time.CreateTimer(_ => Tick(), null, s_tick, s_tick);
    }

    public CoapCounters Counters { get; } = new();

    public CoapLimits Limits => _limits;

    public int Observers { get { lock (_lock) return _observers.Count; } }

    public int Pending { get { lock (_lock) return _pending; } }

    public long BodyBytesHeld { get { lock (_lock) return _bodies.BytesHeld; } }

    public long LongReplyBytesHeld { get { lock (_lock) return _longReplies.BytesHeld; } }

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
        lock (_lock) _notifier.Notify(path, NowMs);
    }

    /// <summary>The peer has gone: nothing more is sent to it.</summary>
    public void Forget(CoapPeer peer)
    {
        lock (_lock)
        {
            _observers.Forget(peer);
            _retransmission.Forget(peer);
            _bodies.Forget(peer);
            _longReplies.Forget(peer);
        }
    }

    /// <returns>False where something is under way with it.</returns>
    public bool TryForgetIdle(CoapPeer peer)
    {
        lock (_lock)
        {
            if (peer.IsBusy) return false;
            _longReplies.Forget(peer);
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
        if (peer.Exchanges.Find(message.MessageId, now - (long)_times.ExchangeLifetime.TotalMilliseconds) is { } known) // 2
        {
            Counters.Count(CoapCount.Repeated);
            if (!known.IsDone) { if (known.IsAcknowledged) SendEmpty(peer, CoapType.Acknowledgement, message.MessageId); return; }
            if (!known.Sent.IsEmpty || message.Type == CoapType.NonConfirmable) { if (message.Type == CoapType.Confirmable) peer.Send(known.Sent); return; }
        }
        Counters.Count(CoapCount.Requests);
        var exchange = peer.Exchanges.Take(message.MessageId, _limits.ExchangesPerPeerMax, _whenDone);
        exchange.Begin(peer, message, now);
        var wrong = _request.Read(message); // 3
        if (wrong is { Code: CoapCode.BadOption }) Counters.Count(CoapCount.BadOptions);
        exchange.Key = _request.Key;
        exchange.Block1 = _request.Block1;
        exchange.Block2 = _request.Block2;
        Answer_NeedsLock(exchange, wrong ?? Answer(exchange, message, now));
    }

    private CoapAnswer Answer(CoapExchange exchange, in CoapMessage message, long now)
    {
        var peer = exchange.Peer;
        if (peer.Pending >= _limits.PendingPerPeerMax || _pending >= _limits.PendingMax || peer.Unacknowledged >= _limits.PendingPerPeerMax)
        {
            Counters.Count(CoapCount.PendingRefused);
            return s_busy;
        }
        if (_request.Block2 is { Number: > 0 } && message.Code != CoapCode.Get) return _longReplies.Find(peer, _request.Key) ?? s_gone;
        var payload = message.Payload;
        if (_request.Size1 is { } size && _bodies.Announced(peer, size) is { } tooLarge) return tooLarge;
        if (_request.Block1 is { } block && _bodies.Take(peer, _request.Key, block, payload, now, out payload) is { } partial) return partial; // 4
        if (message.Code == CoapCode.Get && _request.Observe >= 0) Observe(exchange, message);
        try
        {
            return _handler.Handle(Asked(peer, message, payload)); // 5
        }
        catch (Exception)
        {
            // A handler that fails must not end the server; it has counted what it knows of.
            return s_failed;
        }
        finally
        {
            _bodies.Forget(peer);
        }
    }

    private CoapRequest Asked(CoapPeer peer, in CoapMessage message, ReadOnlySpan<byte> payload) => new()
    {
        Method = message.Code,
        Path = _request.Path,
        Query = _request.Query,
        ContentFormat = _request.ContentFormat,
        Accept = _request.Accept,
        Payload = payload,
        Peer = peer,
        OptionBytes = message.OptionBytes,
    };

    private void Observe(CoapExchange exchange, in CoapMessage message)
    {
        if (!_handler.IsObservable(_request.Path)) return;
        string path = Encoding.UTF8.GetString(_request.Path);
        if (_request.Observe == 0) exchange.Observer = new CoapObserver(exchange.Peer, message.Token.ToArray(), path)
        {
            PathBytes = _request.Path.ToArray(),
            Query = _request.Query.ToArray(),
            OptionBytes = [],
            Accept = _request.Accept,
            Block2 = _request.Block2,
            IsConfirmable = message.Type == CoapType.Confirmable,
        };
        else if (_observers.Find(exchange.Peer, message.Token, path) is { } observer) _observers.Remove(observer);
    }

    private void Answer_NeedsLock(CoapExchange exchange, in CoapAnswer answer)
    {
        if (answer.After is not { IsCompleted: false } after)
        {
            Finish_NeedsLock(exchange, answer.After is { IsCompletedSuccessfully: false } ? answer.Otherwise ?? s_failed : answer.Reply);
            return;
        }
        exchange.Peer.Pending++;
        _pending++;
        if (exchange.Type == CoapType.Confirmable) _unacknowledged.Enqueue((exchange, exchange.Use, exchange.AtMs + (long)_times.AckWithin.TotalMilliseconds));
        exchange.Wait(answer);
    }

    private void WhenDone(CoapExchange exchange)
    {
        lock (_lock)
        {
            exchange.Peer.Pending--;
            _pending--;
            if (_disposed) return;
            var answer = exchange.Answer;
            Finish_NeedsLock(exchange, answer.After!.IsCompletedSuccessfully ? answer.Reply : answer.Otherwise ?? s_failed);
        }
    }

    // 6
    private void Finish_NeedsLock(CoapExchange exchange, CoapReply reply)
    {
        var peer = exchange.Peer;
        exchange.IsDone = true;
        uint? observe = null;
        if (exchange.Observer is { } observer && reply.IsSuccess) observe = _notifier.TryAdd(observer, reply);
        exchange.Observer = null;
        // A method that changes something is not run again for the next blocks of its reply.
        if (exchange.Method != CoapCode.Get && !ReferenceEquals(reply, _longReplies.Find(peer, exchange.Key)))
        {
            if (reply.Payload.Length > (exchange.Block2?.Size ?? CoapBlock.SizeMax)) _longReplies.Keep(peer, new CoapLongReply(exchange.Key, reply, NowMs));
            else if (reply.IsSuccess) _longReplies.Forget(peer);
        }
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
        var datagram = _buffer.AsSpan(0, length);
        if (isSeparate)
        {
            exchange.Keep(Empty(CoapType.Acknowledgement, exchange.MessageId, stackalloc byte[CoapMessage.HeaderBytes]));
            _retransmission.Send(new CoapOutstanding(peer, id, datagram.ToArray()), NowMs);
            return;
        }
        // RFC 7252 section 4.5: a long reply to a GET is not kept, since asking again is as good.
        if (length <= KeptReplyBytesMax || exchange.Method != CoapCode.Get) exchange.Keep(datagram);
        peer.Send(datagram);
    }

    private void Acknowledged_NeedsLock(CoapPeer peer, ushort messageId)
    {
        if (_retransmission.Take(peer, messageId)?.Observer is { } observer) _notifier.Acknowledged(observer, NowMs);
    }

    private void Reset_NeedsLock(CoapPeer peer, ushort messageId)
    {
        if (_retransmission.Take(peer, messageId)?.Observer is { } observer) _observers.Remove(observer);
        _observers.Reset(peer, messageId);
    }

    private void Reject_NeedsLock(CoapPeer peer, in CoapMessage message, CoapCount why)
    {
        Counters.Count(why);
        // An empty confirmable message is a ping, and its answer a pong (RFC 7252 section 4.3).
        if (message.Type == CoapType.Confirmable) SendEmpty(peer, CoapType.Reset, message.MessageId);
    }

    private static void SendEmpty(CoapPeer peer, CoapType type, ushort messageId) =>
        peer.Send(Empty(type, messageId, stackalloc byte[CoapMessage.HeaderBytes]));

    private static ReadOnlySpan<byte> Empty(CoapType type, ushort messageId, Span<byte> buffer) =>
        buffer[..new CoapWriter(buffer, type, CoapCode.Empty, messageId, []).Length];

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
            _retransmission.Tick(now, _givenUp);
            _bodies.Tick(now);
            _longReplies.Tick(now);
        }
    }
}
