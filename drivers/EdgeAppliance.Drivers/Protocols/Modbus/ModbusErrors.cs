namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>The errors in words.</summary>
internal static class ModbusErrors
{
    /// <summary>Whether the same request may succeed a moment later.</summary>
    public static bool MayPass(ModbusError error) => error is ModbusError.Acknowledge or ModbusError.DeviceBusy or ModbusError.NegativeAcknowledge;

    /// <summary>Whether it is a gateway that answers for a device which does not.</summary>
    public static bool IsSilence(ModbusError error) => error is ModbusError.GatewayPathUnavailable or ModbusError.GatewayTargetSilent;

    public static string Text(ModbusError error) => $"{Name(error)} (0x{(byte)error:x2})";

    private static string Name(ModbusError error) => error switch
    {
        ModbusError.IllegalFunction => "illegal function",
        ModbusError.IllegalAddress => "illegal data address",
        ModbusError.IllegalValue => "illegal data value",
        ModbusError.DeviceFailure => "server device failure",
        ModbusError.Acknowledge => "acknowledged, not done yet",
        ModbusError.DeviceBusy => "server device busy",
        ModbusError.NegativeAcknowledge => "negative acknowledge",
        ModbusError.MemoryParity => "memory parity error",
        ModbusError.GatewayPathUnavailable => "gateway path unavailable",
        ModbusError.GatewayTargetSilent => "gateway target device failed to respond",
        _ => "an error of its own",
    };
}
