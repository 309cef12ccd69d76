using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>What a technician can do about a Modbus line.</summary>
internal static class ModbusFaults
{
    public static FaultPolicy Policy { get; } = new("modbus", Remedy, TimeSpan.FromSeconds(30));

    private static string Remedy(BusFault fault) => fault switch
    {
        BusFault.NoAnswer => "Check the device's power, its address and its unit number; on a serial line also rate, parity, both wires and termination.",
        BusFault.Checksum => "A serial line: check rate, parity, termination and that each unit number is there once. TCP: something else listens at that port.",
        BusFault.Unplugged => "Check the cable, and the address or port in the configuration. Some devices take few connections at once: close other clients.",
        BusFault.Busy => "Something else has the port; fuser -v PORT names it.",
        BusFault.Denied => "Let the service use the port: SupplementaryGroups=dialout and DeviceAllow= in its unit.",
        BusFault.Refused => "Compare the channels with the device's list of registers: table, address, type.",
        BusFault.Unsupported => "The port cannot do this: choose another rate, or leave out rs485.",
        _ => "Look at the kernel's own messages: journalctl -k",
    };
}
