namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>The peer broke the protocol or went beyond a limit, and the connection ends with this error; or it ended it with its own.</summary>
internal sealed class AmqpException(AmqpError error, Exception? inner = null) : Exception(error.ToString(), inner)
{
    public AmqpException(string condition, string text)
        : this(new AmqpError(condition, text))
    {
    }

    public AmqpError Error => error;
}
