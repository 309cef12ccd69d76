namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What one end of a connection is, and takes (part 2, section 2.7.1).</summary>
internal readonly record struct AmqpOpen(string Container, string? Host, uint FrameBytesMax, ushort ChannelMax, uint IdleMs)
{
    /// <summary>Every end takes frames of so many bytes.</summary>
    public const uint FrameBytesLeast = 512;

    public static AmqpOpen Read(AmqpFields fields)
    {
        string container = fields.Text() ?? throw AmqpReader.Bad("An open names no container.");
        string? host = fields.Text();
        uint frameBytesMax = fields.UInt(uint.MaxValue);
        if (frameBytesMax < FrameBytesLeast) throw new AmqpException(AmqpCondition.InvalidField, "max-frame-size is less than 512.");
        return new AmqpOpen(container, host, frameBytesMax, (ushort)(fields.Number(ushort.MaxValue) ?? ushort.MaxValue), fields.UInt(0));
    }

    public void Write(AmqpWriter writer)
    {
        writer.BeginList(AmqpCode.Open);
        writer.Text(Container);
        writer.Text(Host);
        writer.UInt(FrameBytesMax);
        writer.UShort(ChannelMax);
        if (IdleMs > 0) writer.UInt(IdleMs);
        else writer.Null();
        writer.Nulls(2);
        // Part 3 has no word for it: who attaches to no target names it in each message.
        writer.Symbols("ANONYMOUS-RELAY");
        writer.EndList();
    }
}
