namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>Our side of links that a peer asks for.</summary>
internal static class AmqpAnswers
{
    public static AmqpError TooManyLinks { get; } = new(AmqpCondition.ResourceLimitExceeded, "The connection has as many links as it may.");

    public static AmqpError AsksForMore { get; } = new(AmqpCondition.NotImplemented, "There are no transactions and no dynamic addresses here.");

    public static AmqpAttach Of(AmqpAttach remote, uint handle, ulong messageBytesMax) => new(remote.Name, handle, !remote.IsReceiver)
    {
        HasSource = true,
        SourceAddress = remote.SourceAddress,
        HasTarget = remote.HasTarget,
        TargetAddress = remote.TargetAddress,
        MessageBytesMax = remote.IsReceiver ? 0 : messageBytesMax,
    };
}
