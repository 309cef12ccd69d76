namespace EdgeAppliance.Drivers.Sensors;

/// <summary>What every sensor's source has.</summary>
/// <param name="Type">As in the configuration.</param>
/// <param name="Retries">How often a reading that failed is tried again at once.</param>
internal sealed record SensorOptions(string Type, TimeSpan Every, int Retries)
{
    public static TimeSpan EveryMin { get; } = TimeSpan.FromMilliseconds(5);

    public static TimeSpan EveryMax { get; } = TimeSpan.FromDays(1);

    /// <summary>Commands that the sensor knows.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>How its faults are told.</summary>
    public FaultPolicy Faults { get; init; } = FaultPolicy.Chips;

    /// <summary>Readings that may be on their way to the store; at it the next ones are skipped and counted.</summary>
    public int UnstoredMax { get; init; } = 64;
}
