namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What became of the messages of a range of delivery ids (part 2, section 2.7.6).</summary>
/// <param name="FromReceiver">Whether the end that says so received them.</param>
internal readonly record struct AmqpDisposition(bool FromReceiver, uint First, uint Last, bool IsSettled, AmqpOutcome Outcome)
{
    /// <summary>Why they are rejected.</summary>
    public AmqpError? Error { get; init; }

    public static AmqpDisposition Read(AmqpFields fields)
    {
        bool fromReceiver = fields.Flag();
        uint first = (uint)(fields.Number() ?? throw AmqpReader.Bad("A disposition names no delivery."));
        uint last = fields.UInt(first);
        bool isSettled = fields.Flag();
        if (!fields.TryDescribed(out ulong descriptor, out var state)) return new AmqpDisposition(fromReceiver, first, last, isSettled, AmqpOutcome.None);
        var outcome = descriptor is >= (byte)AmqpOutcome.Received and <= (byte)AmqpOutcome.Modified ? (AmqpOutcome)descriptor : AmqpOutcome.None;
        return new AmqpDisposition(fromReceiver, first, last, isSettled, outcome) { Error = outcome == AmqpOutcome.Rejected ? state.Error() : null };
    }

    public void Write(AmqpWriter writer)
    {
        writer.BeginList(AmqpCode.Disposition);
        writer.Flag(FromReceiver);
        writer.UInt(First);
        writer.UInt(Last);
        writer.Flag(IsSettled);
        if (Outcome != AmqpOutcome.None)
        {
            writer.BeginList((byte)Outcome);
            if (Outcome == AmqpOutcome.Rejected) writer.Error(Error);
            writer.EndList();
        }
        writer.EndList();
    }
}
