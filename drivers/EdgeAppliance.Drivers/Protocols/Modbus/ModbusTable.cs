namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>A device's four tables, in the order of the functions that read them (MODBUS Application Protocol V1.1b3, section 4.3 and 6).</summary>
internal enum ModbusTable
{
    /// <summary>Bits that can be written.</summary>
    Coil = 1,

    /// <summary>Bits that can be read alone.</summary>
    Discrete = 2,

    /// <summary>Registers that can be written.</summary>
    Holding = 3,

    /// <summary>Registers that can be read alone.</summary>
    Input = 4,
}
