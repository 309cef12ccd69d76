namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>The error conditions of AMQP 1.0 (part 2, sections 2.8.15 to 2.8.18) that are used here.</summary>
internal static class AmqpCondition
{
    public const string DecodeError = "amqp:decode-error";
    public const string FramingError = "amqp:connection:framing-error";
    public const string IllegalState = "amqp:illegal-state";
    public const string InternalError = "amqp:internal-error";
    public const string InvalidField = "amqp:invalid-field";
    public const string NotAllowed = "amqp:not-allowed";
    public const string NotFound = "amqp:not-found";
    public const string NotImplemented = "amqp:not-implemented";
    public const string ResourceLimitExceeded = "amqp:resource-limit-exceeded";
    public const string UnauthorizedAccess = "amqp:unauthorized-access";
    public const string ConnectionForced = "amqp:connection:forced";
    public const string HandleInUse = "amqp:session:handle-in-use";
    public const string UnattachedHandle = "amqp:session:unattached-handle";
    public const string WindowViolation = "amqp:session:window-violation";
    public const string MessageSizeExceeded = "amqp:link:message-size-exceeded";
    public const string TransferLimitExceeded = "amqp:link:transfer-limit-exceeded";
}
