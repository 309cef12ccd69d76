namespace EdgeAppliance.Drivers.Buses;

/// <summary>What can go wrong between the board and a chip, as a technician would tell it.</summary>
internal enum BusFault
{
    /// <summary>The chip did not acknowledge its address or a byte (NACK).</summary>
    NoAnswer,

    /// <summary>A wire is held down, or a chip holds the clock: the transfer ran out of time.</summary>
    Stuck,

    /// <summary>The bus or the device's file is not there, or not any more.</summary>
    Unplugged,

    /// <summary>Another master, or a driver of the kernel's, has the bus or the address.</summary>
    Busy,

    /// <summary>What was read does not fit its checksum.</summary>
    Checksum,

    /// <summary>A chip answers, but not the one that is configured.</summary>
    WrongChip,

    /// <summary>The chip was not done within the time that its datasheet gives.</summary>
    NotReady,

    /// <summary>The file may not be opened by this user.</summary>
    Denied,

    /// <summary>The bus cannot do what the chip needs.</summary>
    Unsupported,

    /// <summary>The device answered with an error of its own.</summary>
    Refused,

    /// <summary>The kernel gave another error.</summary>
    Other,
}
