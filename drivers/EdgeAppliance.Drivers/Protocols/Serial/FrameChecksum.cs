namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>In the order of the configuration's words.</summary>
internal enum FrameChecksum
{
    None,

    /// <summary>The last byte: all before it, added.</summary>
    Sum8,

    /// <summary>The last byte: all before it, exclusive or.</summary>
    Xor8,

    /// <summary>The last two bytes, low one first, as Modbus has it.</summary>
    Crc16,

    /// <summary>An asterisk and two hexadecimal digits: all before it, exclusive or (NMEA 0183).</summary>
    Nmea,
}
