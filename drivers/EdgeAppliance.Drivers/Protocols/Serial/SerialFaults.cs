using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>What a technician can do about a serial line.</summary>
internal static class SerialFaults
{
    public static FaultPolicy Policy { get; } = new("serial", Remedy, TimeSpan.FromSeconds(10));

    private static string Remedy(BusFault fault) => fault switch
    {
        BusFault.NoAnswer or BusFault.Unplugged => "Check the cable, and the port or address in the configuration; ls -l /dev/serial/by-id names adapters that are there.",
        BusFault.Busy => "Something else has the port; fuser -v PORT names it.",
        BusFault.Denied => "Let the service use the port: SupplementaryGroups=dialout and DeviceAllow= in its unit.",
        BusFault.Unsupported => "The port cannot do this: choose another rate, or leave out rs485.",
        _ => "Look at the kernel's own messages: journalctl -k",
    };
}
