namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>How SASL ended (part 5, section 5.3.3.6).</summary>
internal enum AmqpSaslCode : byte
{
    Ok = 0,

    /// <summary>The credential is wrong.</summary>
    Auth = 1,

    /// <summary>Not now; later perhaps.</summary>
    Temporary = 4,
}
