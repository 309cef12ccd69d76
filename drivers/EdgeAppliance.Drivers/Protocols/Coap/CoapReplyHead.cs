namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a reply's message carries beside the reply itself.</summary>
internal readonly ref struct CoapReplyHead
{
    public required CoapType Type { get; init; }

    public required ushort MessageId { get; init; }

    public required ReadOnlySpan<byte> Token { get; init; }

    /// <summary>The request's, which the reply repeats.</summary>
    public CoapBlock? Block1 { get; init; }

    /// <summary>The part that was asked for; null for the first.</summary>
    public CoapBlock? Block2 { get; init; }

    /// <summary>The notification's number, or null.</summary>
    public uint? Observe { get; init; }
}
