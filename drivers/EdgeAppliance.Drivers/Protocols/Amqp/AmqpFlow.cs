namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>How much more may be sent, in a session and over a link (part 2, section 2.7.4).</summary>
internal readonly record struct AmqpFlow
{
    public uint? NextIncomingId { get; init; }

    public uint IncomingWindow { get; init; }

    public uint NextOutgoingId { get; init; }

    public uint OutgoingWindow { get; init; }

    /// <summary>Null where it is about the session alone.</summary>
    public uint? Handle { get; init; }

    public uint? DeliveryCount { get; init; }

    public uint? Credit { get; init; }

    public bool Drain { get; init; }

    public bool Echo { get; init; }

    public static AmqpFlow Read(AmqpFields fields)
    {
        var flow = new AmqpFlow
        {
            NextIncomingId = (uint?)fields.Number(), IncomingWindow = fields.UInt(0), NextOutgoingId = fields.UInt(0), OutgoingWindow = fields.UInt(0),
            Handle = (uint?)fields.Number(), DeliveryCount = (uint?)fields.Number(), Credit = (uint?)fields.Number(),
        };
        fields.Skip();
        return flow with { Drain = fields.Flag(), Echo = fields.Flag() };
    }

    public void Write(AmqpWriter writer)
    {
        writer.BeginList(AmqpCode.Flow);
        UInt(writer, NextIncomingId);
        writer.UInt(IncomingWindow);
        writer.UInt(NextOutgoingId);
        writer.UInt(OutgoingWindow);
        UInt(writer, Handle);
        UInt(writer, DeliveryCount);
        UInt(writer, Credit);
        writer.Null();
        writer.Flag(Drain);
        writer.Flag(Echo);
        writer.EndList();
    }

    private static void UInt(AmqpWriter writer, uint? value)
    {
        if (value is { } number) writer.UInt(number);
        else writer.Null();
    }
}
