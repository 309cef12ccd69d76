namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Functions that write (MODBUS Application Protocol V1.1b3, section 6). Those that read are <see cref="ModbusTable"/>'s.</summary>
internal enum ModbusFunction : byte
{
    WriteCoil = 5,
    WriteRegister = 6,
    WriteCoils = 15,
    WriteRegisters = 16,
}
