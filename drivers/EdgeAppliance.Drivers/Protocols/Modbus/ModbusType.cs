namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>What registers hold, in the order of the configuration's words.</summary>
internal enum ModbusType
{
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float32,
    Float64,
}
