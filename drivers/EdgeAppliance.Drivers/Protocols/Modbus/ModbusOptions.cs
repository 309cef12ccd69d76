using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>A source of type <c>modbus-tcp</c> or <c>modbus-rtu</c>: one line, and the devices on it.</summary>
internal sealed record ModbusOptions(string Type, LinkOpener Open, IReadOnlyList<ModbusUnitOptions> Units)
{
    public static TimeSpan EveryMin { get; } = TimeSpan.FromMilliseconds(10);

    public static TimeSpan EveryMax { get; } = TimeSpan.FromDays(1);

    /// <summary>Checksums and silence as on a serial line, and not the head of TCP.</summary>
    public bool IsRtu { get; init; }

    /// <summary>The line's adapter hears what it sends.</summary>
    public bool Echoes { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a request that failed is sent again before the reading is given up.</summary>
    public int Retries { get; init; } = 2;

    public ModbusBlockLimits Blocks { get; init; } = new();

    /// <summary>Readings of a device that may be on their way to the store; at it the next ones are skipped and counted.</summary>
    public int UnstoredMax { get; init; } = 64;
}
