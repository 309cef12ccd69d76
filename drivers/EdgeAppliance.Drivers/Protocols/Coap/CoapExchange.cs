namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>One request and its answer.</summary>
internal sealed class CoapExchange
{
    private readonly byte[] _token = new byte[CoapMessage.TokenBytesMax];
    private readonly Action _whenDone;
    private int _tokenBytes;
    private byte[] _sent = [];
    private int _sentBytes;

    /// <param name="whenDone">Called, on any thread, once the task is done that its answer waits for.</param>
    public CoapExchange(Action<CoapExchange> whenDone) => _whenDone = () => whenDone(this);

    public CoapPeer Peer { get; private set; } = null!;

    public CoapType Type { get; private set; }

    public CoapCode Method { get; private set; }

    public ushort MessageId { get; private set; }

    public long AtMs { get; private set; }

    public ReadOnlySpan<byte> Token => _token.AsSpan(0, _tokenBytes);

    /// <summary>What was sent, for a request that comes again; empty where it is cheaper to answer anew.</summary>
    public ReadOnlySpan<byte> Sent => _sent.AsSpan(0, _sentBytes);

    public bool IsDone { get; set; }

    public bool IsAcknowledged { get; set; }

    /// <summary>Grows with each use, as the object is used again.</summary>
    public int Use { get; private set; }

    public ulong Key { get; set; }

    public CoapBlock? Block1 { get; set; }

    public CoapBlock? Block2 { get; set; }

    public CoapObserver? Observer { get; set; }

    public CoapAnswer Answer { get; private set; }

    public void Begin(CoapPeer peer, in CoapMessage request, long nowMs)
    {
        Peer = peer;
        Type = request.Type;
        Method = request.Code;
        MessageId = request.MessageId;
        AtMs = nowMs;
        request.Token.CopyTo(_token);
        _tokenBytes = request.Token.Length;
        _sentBytes = 0;
        IsDone = IsAcknowledged = false;
        Key = 0;
        Block1 = Block2 = null;
        Observer = null;
        Answer = default;
        Use++;
    }

    public void Wait(in CoapAnswer answer)
    {
        Answer = answer;
        answer.After!.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_whenDone);
    }

    public void Keep(ReadOnlySpan<byte> datagram)
    {
        if (_sent.Length < datagram.Length) _sent = new byte[datagram.Length];
        datagram.CopyTo(_sent);
        _sentBytes = datagram.Length;
    }
}
