namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What became of a message (part 3, section 3.4); each is its descriptor.</summary>
internal enum AmqpOutcome : byte
{
    /// <summary>Nothing is said of it.</summary>
    None = 0,

    /// <summary>Some of it has arrived; it is no outcome yet.</summary>
    Received = 0x23,
    Accepted = 0x24,

    /// <summary>It can never be taken.</summary>
    Rejected = 0x25,

    /// <summary>It was not taken, and may be sent again.</summary>
    Released = 0x26,

    /// <summary>Likewise, with something to be changed.</summary>
    Modified = 0x27,
}
