namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>The beginning of a session (part 2, section 2.7.2).</summary>
/// <param name="RemoteChannel">Whose begin it answers; null where it is the first.</param>
internal readonly record struct AmqpBegin(ushort? RemoteChannel, uint NextOutgoingId, uint IncomingWindow, uint OutgoingWindow, uint HandleMax)
{
    public static AmqpBegin Read(AmqpFields fields) => new(
        (ushort?)fields.Number(ushort.MaxValue), fields.UInt(0), fields.UInt(0), fields.UInt(0), fields.UInt(uint.MaxValue));

    public void Write(AmqpWriter writer)
    {
        writer.BeginList(AmqpCode.Begin);
        if (RemoteChannel is { } channel) writer.UShort(channel);
        else writer.Null();
        writer.UInt(NextOutgoingId);
        writer.UInt(IncomingWindow);
        writer.UInt(OutgoingWindow);
        writer.UInt(HandleMax);
        writer.EndList();
    }
}
