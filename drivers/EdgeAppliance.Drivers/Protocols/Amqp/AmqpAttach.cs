namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>One end's side of a link (part 2, section 2.7.3; part 3, sections 3.5.3 and 3.5.4).</summary>
/// <param name="IsReceiver">Whether the end that says so receives.</param>
internal sealed record AmqpAttach(string Name, uint Handle, bool IsReceiver)
{
    private const byte SenderMixed = 2;
    private const byte ReceiverFirst = 0;

    // Part 3, section 3.5.5: terminus-durability.
    private const uint UnsettledState = 2;

    /// <summary>Null where there is none, or nothing is behind the link any more.</summary>
    public string? SourceAddress { get; init; }

    /// <inheritdoc cref="SourceAddress"/>
    public string? TargetAddress { get; init; }

    public bool HasSource { get; init; }

    public bool HasTarget { get; init; }

    /// <summary>The peer asks for an address of our making, or for a transaction: neither is done.</summary>
    public bool AsksForMore { get; init; }

    /// <summary>What is behind the peer's end has to outlive it: without it RabbitMQ 3 makes queues that a restart empties.</summary>
    public bool IsDurable { get; init; }

    /// <summary>0 for no limit.</summary>
    public ulong MessageBytesMax { get; init; }

    public uint InitialDeliveryCount { get; init; }

    public static AmqpAttach Read(AmqpFields fields)
    {
        string name = fields.Text() ?? throw AmqpReader.Bad("An attach has no name.");
        uint handle = fields.UInt(0);
        bool isReceiver = fields.Flag();
        fields.Skip(2);
        bool hasSource = Terminus(ref fields, AmqpCode.Source, out string? source, out bool asks);
        bool hasTarget = Terminus(ref fields, AmqpCode.Target, out string? target, out bool asksToo);
        fields.Skip(2);
        uint count = fields.UInt(0);
        return new AmqpAttach(name, handle, isReceiver)
        {
            SourceAddress = source, TargetAddress = target, HasSource = hasSource, HasTarget = hasTarget, AsksForMore = asks || asksToo,
            InitialDeliveryCount = count, MessageBytesMax = fields.Number(ulong.MaxValue) ?? 0,
        };
    }

    public void Write(AmqpWriter writer)
    {
        writer.BeginList(AmqpCode.Attach);
        writer.Text(Name);
        writer.UInt(Handle);
        writer.Flag(IsReceiver);
        writer.UByte(SenderMixed);
        writer.UByte(ReceiverFirst);
        Write(writer, AmqpCode.Source, HasSource, SourceAddress, IsDurable && IsReceiver);
        Write(writer, AmqpCode.Target, HasTarget, TargetAddress, IsDurable && !IsReceiver);
        writer.Nulls(2);
        if (IsReceiver) writer.Null();
        else writer.UInt(InitialDeliveryCount);
        if (MessageBytesMax > 0) writer.ULong(MessageBytesMax);
        writer.EndList();
    }

    private static void Write(AmqpWriter writer, byte terminus, bool isThere, string? address, bool isDurable)
    {
        if (!isThere)
        {
            writer.Null();
            return;
        }
        writer.BeginList(terminus);
        writer.Text(address);
        if (isDurable) writer.UInt(UnsettledState);
        writer.EndList();
    }

    private static bool Terminus(ref AmqpFields fields, byte expected, out string? address, out bool asksForMore)
    {
        address = null;
        asksForMore = false;
        if (!fields.TryDescribed(out ulong descriptor, out var terminus)) return false;
        asksForMore = descriptor != expected;
        if (asksForMore) return true;
        address = terminus.Text();
        terminus.Skip(3);
        asksForMore = terminus.Flag();
        return true;
    }
}
