using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>Why a message is rejected, in AMQP's words.</summary>
internal static class AmqpRefusal
{
    public static AmqpError NotFound { get; } = new(AmqpCondition.NotFound, "No source takes messages of this address.");

    public static AmqpError MayNotSend { get; } = new(AmqpCondition.UnauthorizedAccess, "The device may not send to this address.");

    public static AmqpError MayNotReceive { get; } = new(AmqpCondition.UnauthorizedAccess, "The device may not receive from this address.");

    public static AmqpError Of(PayloadError error, PayloadLimits limits) => new(
        error switch
        {
            PayloadError.TooLarge => AmqpCondition.MessageSizeExceeded,
            PayloadError.TooManyDevices or PayloadError.TooManyShapes or PayloadError.Throttled => AmqpCondition.ResourceLimitExceeded,
            PayloadError.Quarantined => AmqpCondition.UnauthorizedAccess,
            _ => AmqpCondition.DecodeError,
        },
        PayloadErrorText.Of(error, limits));
}
