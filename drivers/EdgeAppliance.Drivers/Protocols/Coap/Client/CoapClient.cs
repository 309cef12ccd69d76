using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>Asks one server, without a transport: datagrams of the server come in by <see cref="Receive"/>, those to it go out by
/// <see cref="CoapPeer.Send"/>. Requests are confirmable, answers may come on the acknowledgement or separately (RFC 7252 section 4
/// and 5.2), and go on coming where a resource is observed (RFC 7641). Any thread.</summary>
internal sealed class CoapClient : IDisposable
{
    private const int WaitingMax = 256;
    private const int TokenBytes = 8;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    private readonly CoapPeer _server;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly CoapRetransmission _retransmission;
    private readonly Dictionary<ulong, CoapWaiting> _waiting = [];
    private readonly byte[] _buffer = new byte[CoapReplyWriter.BufferBytes];
    private readonly Action<CoapOutstanding> _givenUp;
    private bool _ended;

    /// <param name="patience">How long a request waits for its answer.</param>
    /// <param name="random">For tokens, message ids and timeouts.</param>
    public CoapClient(CoapPeer server, CoapTimes times, TimeSpan patience, TimeProvider time, Random random)
    {
        _server = server;
        _patience = patience;
        _time = time;
        _random = random;
        _retransmission = new CoapRetransmission(times, random, new CoapCounters());
        _givenUp = message => Fail_NeedsLock(message.MessageId, "There was no answer.");
        server.NextMessageId = (ushort)random.Next(ushort.MaxValue + 1);
        _timer = time.CreateTimer(_ => Tick(), null, s_tick, s_tick);
    }

    private long NowMs => (long)(_time.GetTimestamp() * (1000.0 / _time.TimestampFrequency));

    /// <summary>Sends one request.</summary>
    /// <param name="notified">Where the request observes: takes what comes after the first answer, under the client's lock.</param>
    /// <returns>Done with the answer, whatever its code; failed with an <see cref="IOException"/> where none came.</returns>
    public Task<CoapResponse> Ask(CoapAsk ask, Action<CoapResponse>? notified = null)
    {
        lock (_lock)
        {
            if (_ended) return Task.FromException<CoapResponse>(new IOException("The connection has ended."));
            if (_waiting.Count >= WaitingMax) return Task.FromException<CoapResponse>(new IOException("Too many requests wait for their answers."));
            ulong token = TokenOf_NeedsLock(notified) ?? (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
            Span<byte> tokenBytes = stackalloc byte[TokenBytes];
            BinaryPrimitives.WriteUInt64BigEndian(tokenBytes, token);
            ushort id = _server.NextMessageId++;
            int length = ask.Write(_buffer, id, tokenBytes);
            var waiting = new CoapWaiting(id, NowMs + (long)_patience.TotalMilliseconds, notified);
            _waiting[token] = waiting;
            _retransmission.Send(new CoapOutstanding(_server, id, _buffer.AsSpan(0, length).ToArray()), NowMs);
            return waiting.Answer;
        }
    }

    public void Receive(ReadOnlySpan<byte> datagram)
    {
        lock (_lock)
        {
            var parsed = CoapMessage.TryParse(datagram, out var message);
            if (parsed == CoapParse.Ignored) return;
            if (message.Type is CoapType.Acknowledgement or CoapType.Reset) _retransmission.Take(_server, message.MessageId);
            if (parsed == CoapParse.Message && message.Type == CoapType.Reset) Fail_NeedsLock(message.MessageId, "The server knows nothing of it (RST).");
            else if (parsed == CoapParse.Message && (byte)message.Code >= 64) Answered_NeedsLock(message);
            else if (message.Type == CoapType.Confirmable) SendEmpty(CoapType.Reset, message.MessageId);
        }
    }

    /// <summary>Nothing more comes: all that wait are told.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _ended = true;
            foreach (var waiting in _waiting.Values) waiting.Fail("The connection has ended.");
            _waiting.Clear();
            _retransmission.Forget(_server);
        }
    }

    // RFC 7641 section 3.3.1: who observes what it observes already does so with the same token.
    private ulong? TokenOf_NeedsLock(Action<CoapResponse>? notified)
    {
        if (notified is null) return null;
        foreach (var (token, waiting) in _waiting)
            if (waiting.IsAnswered && waiting.Notified == notified) return token;
        return null;
    }

    private void Answered_NeedsLock(in CoapMessage message)
    {
        ulong token = message.Token.Length == TokenBytes ? BinaryPrimitives.ReadUInt64BigEndian(message.Token) : 0;
        if (message.Token.Length != TokenBytes || !_waiting.TryGetValue(token, out var waiting) || CoapResponse.Read(message) is not { } response)
        {
            // RFC 7252 section 4.2 and 4.3: the server sends it again otherwise, or goes on to notify.
            if (message.Type != CoapType.Acknowledgement) SendEmpty(CoapType.Reset, message.MessageId);
            return;
        }
        if (message.Type == CoapType.Confirmable) SendEmpty(CoapType.Acknowledgement, message.MessageId);
        // A separate answer acknowledges the request, where the acknowledgement was lost (section 5.2.2).
        if (!waiting.IsAnswered) _retransmission.Take(_server, waiting.MessageId);
        waiting.Take(response, NowMs);
        if (!waiting.GoesOn(response)) _waiting.Remove(token);
    }

    private void Fail_NeedsLock(ushort messageId, string why)
    {
        foreach (var (token, waiting) in _waiting)
        {
            if (waiting.MessageId != messageId || waiting.IsAnswered) continue;
            waiting.Fail(why);
            _waiting.Remove(token);
            return;
        }
    }

    private void Tick()
    {
        lock (_lock)
        {
            long now = NowMs;
            _retransmission.Tick(now, _givenUp);
            foreach (var (token, waiting) in _waiting)
            {
                if (waiting.IsAnswered || waiting.DueMs > now) continue;
                _retransmission.Take(_server, waiting.MessageId);
                waiting.Fail("There was no answer in time.");
                _waiting.Remove(token);
            }
        }
    }

    private void SendEmpty(CoapType type, ushort messageId)
    {
        Span<byte> buffer = stackalloc byte[CoapMessage.HeaderBytes];
        _server.Send(CoapWriter.Empty(buffer, type, messageId));
    }
}
