namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A client that wants to be told of a resource's changes (RFC 7641).</summary>
internal sealed class CoapObserver(CoapPeer peer, byte[] token, string path)
{
    private const uint SequenceMask = 0xffffff;

    public CoapPeer Peer { get; } = peer;

    public byte[] Token { get; } = token;

    public string Path { get; } = path;

    public required byte[] PathBytes { get; init; }

    public required byte[] Query { get; init; }

    public required byte[] OptionBytes { get; init; }

    public required int Accept { get; init; }

    public required CoapBlock? Block2 { get; init; }

    /// <summary>Whether it asked with a confirmable message, and is told with such.</summary>
    public required bool IsConfirmable { get; init; }

    /// <summary>The representation's, which stays (RFC 7641 section 4.2).</summary>
    public int ContentFormat { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>Of 24 bits (RFC 7641 section 4.4).</summary>
    public uint Sequence { get; private set; }

    /// <summary>The latest notification's, by which a Reset names it.</summary>
    public ushort LastMessageId { get; set; }

    public int SinceConfirmable { get; set; }

    /// <summary>A notification waits for its acknowledgement.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>The resource has changed since.</summary>
    public bool IsStale { get; set; }

    public void CountOn() => Sequence = (Sequence + 1) & SequenceMask;

    /// <summary>Goes on behind one that it takes the place of.</summary>
    public void CountOn(CoapObserver before)
    {
        Sequence = before.Sequence;
        CountOn();
    }
}
