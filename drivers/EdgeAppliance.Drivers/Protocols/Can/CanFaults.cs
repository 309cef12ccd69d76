using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>What a technician can do about a CAN interface.</summary>
internal static class CanFaults
{
    public static FaultPolicy Policy { get; } = new("can", Remedy, TimeSpan.FromSeconds(5));

    private static string Remedy(BusFault fault) => fault switch
    {
        BusFault.Unplugged => "Set it up and see: ip link set can0 up type can bitrate 500000 restart-ms 100; ip -details link show can0.",
        BusFault.Unsupported => "Load the kernel's modules can and can-raw, and let the service use them: RestrictAddressFamilies=AF_CAN in a drop-in of its unit.",
        BusFault.Stuck => "Check that another node is on the bus and has the same bit rate, and both terminations of 120 ohms.",
        _ => "Look at the kernel's own messages: journalctl -k",
    };
}
