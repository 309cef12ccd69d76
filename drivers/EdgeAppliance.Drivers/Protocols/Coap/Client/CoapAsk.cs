namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A request, or a block of one.</summary>
internal sealed record CoapAsk(CoapCode Method, CoapTarget Target)
{
    public ReadOnlyMemory<byte> Payload { get; init; }

    public int ContentFormat { get; init; } = CoapFormat.None;

    /// <summary>0 to observe, 1 to do so no more, null for neither (RFC 7641 section 2).</summary>
    public uint? Observe { get; init; }

    public CoapBlock? Block1 { get; init; }

    public CoapBlock? Block2 { get; init; }

    /// <summary>Of the whole body, with its first block.</summary>
    public uint? Size1 { get; init; }

    /// <returns>The datagram's length.</returns>
    public int Write(Span<byte> buffer, ushort messageId, ReadOnlySpan<byte> token)
    {
        var writer = new CoapWriter(buffer, CoapType.Confirmable, Method, messageId, token);
        if (Observe is { } observe) writer.Option(CoapOption.Observe, observe);
        foreach (byte[] segment in Target.Path) writer.Option(CoapOption.UriPath, segment);
        if (ContentFormat != CoapFormat.None) writer.Option(CoapOption.ContentFormat, (uint)ContentFormat);
        foreach (byte[] part in Target.Query) writer.Option(CoapOption.UriQuery, part);
        if (Block2 is { } block2) writer.Option(CoapOption.Block2, block2.Value);
        if (Block1 is { } block1) writer.Option(CoapOption.Block1, block1.Value);
        if (Size1 is { } size) writer.Option(CoapOption.Size1, size);
        writer.Payload(Payload.Span);
        return writer.Length;
    }
}
