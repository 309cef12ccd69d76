namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>What a device refuses a request with (MODBUS Application Protocol V1.1b3, section 7).</summary>
internal enum ModbusError : byte
{
    None = 0,
    IllegalFunction = 1,
    IllegalAddress = 2,
    IllegalValue = 3,
    DeviceFailure = 4,
    Acknowledge = 5,
    DeviceBusy = 6,

    /// <summary>Of the older Modicon specification alone.</summary>
    NegativeAcknowledge = 7,
    MemoryParity = 8,
    GatewayPathUnavailable = 10,
    GatewayTargetSilent = 11,
}
