namespace EdgeAppliance.FunctionalTests.Devices;

/// <param name="Version">4 for MQTT 3.1.1, or 5.</param>
internal sealed record DeviceOptions(int Number, byte Version = 4)
{
    /// <summary>Publishes sent and not acknowledged yet.</summary>
    public int InFlightMax { get; init; } = 40;

    public double PerSecond { get; init; } = 400;

    public string Name => $"d{Number}";

    public string Topic => $"plant/{Name}/telemetry";

    /// <summary>A function of device and sequence alone, so that the cloud can tell whether a value was altered. It goes up and down
    /// within 40 readings, in steps that binary fractions do not hold.</summary>
    public double Temperature(long sequence)
    {
        long phase = (sequence + Number * 7) % 40;
        return Math.Round(20 + 0.1 * Number + 1.3 * (phase < 20 ? phase : 40 - phase), 2);
    }
}
