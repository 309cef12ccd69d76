namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Writes a reply, or the block of it that was asked for (RFC 7959 section 2.4).</summary>
internal static class CoapReplyWriter
{
    /// <summary>Longer than any message that is written: a block of 1024 bytes and its options, which <see cref="OptionBytesMax"/> holds.</summary>
    public const int BufferBytes = 2048;

    private const int OptionBytesMax = 512;

    private static readonly CoapReply s_noSuchBlock = CoapReply.Error(CoapCode.BadRequest, "The representation has no such block.");
    private static readonly CoapReply s_tooManyOptions = CoapReply.Error(CoapCode.InternalServerError, "The reply's options are too long.");

    /// <returns>The message's length.</returns>
    public static int Write(Span<byte> buffer, in CoapReplyHead head, CoapReply reply)
    {
        if (OptionBytes(reply) > OptionBytesMax) reply = s_tooManyOptions;
        // An error is said whole, whichever block was asked for.
        var block = head.Block2 is { } asked && reply.IsSuccess ? asked with { More = false } : new CoapBlock(0, false, CoapBlock.ExponentMax);
        var payload = reply.Payload.Span;
        if (block.Offset >= Math.Max(1, payload.Length) && block.Number > 0)
        {
            reply = s_noSuchBlock;
            payload = reply.Payload.Span;
            block = new CoapBlock(0, false, CoapBlock.ExponentMax);
        }
        bool isPart = payload.Length > block.Size || (head.Block2 is not null && reply.IsSuccess && !payload.IsEmpty);
        var rest = payload[(int)block.Offset..];
        block = block with { More = rest.Length > block.Size };
        var writer = new CoapWriter(buffer, head.Type, reply.Code, head.MessageId, head.Token);
        WriteOptions(ref writer, head, reply);
        if (isPart) writer.Option(CoapOption.Block2, block.Value);
        if (head.Block1 is { } echoed) writer.Option(CoapOption.Block1, (echoed with { More = echoed.More && reply.Code == CoapCode.Continue }).Value);
        if (isPart && block.Number == 0) writer.Option(CoapOption.Size2, (uint)payload.Length);
        if (reply.Size1 is { } size1) writer.Option(CoapOption.Size1, size1);
        writer.Payload(block.More ? rest[..block.Size] : rest);
        return writer.Length;
    }

    private static void WriteOptions(ref CoapWriter writer, in CoapReplyHead head, CoapReply reply)
    {
        if (!reply.ETag.IsEmpty) writer.Option(CoapOption.ETag, reply.ETag.Span);
        if (head.Observe is { } sequence) writer.Option(CoapOption.Observe, sequence);
        for (int i = 0; i < reply.LocationPath.Count; i++) writer.Option(CoapOption.LocationPath, reply.LocationPath[i]);
        if (reply.ContentFormat >= 0) writer.Option(CoapOption.ContentFormat, (uint)reply.ContentFormat);
        if (reply.MaxAgeSeconds is { } maxAge) writer.Option(CoapOption.MaxAge, maxAge);
        for (int i = 0; i < reply.LocationQuery.Count; i++) writer.Option(CoapOption.LocationQuery, reply.LocationQuery[i]);
    }

    private static int OptionBytes(CoapReply reply)
    {
        int bytes = 0;
        for (int i = 0; i < reply.LocationPath.Count; i++) bytes += 4 + reply.LocationPath[i].Length * 3;
        for (int i = 0; i < reply.LocationQuery.Count; i++) bytes += 4 + reply.LocationQuery[i].Length * 3;
        return bytes;
    }
}
