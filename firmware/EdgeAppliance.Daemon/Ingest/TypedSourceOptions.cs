namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source whose payloads say what they are.</summary>
internal record TypedSourceOptions
{
    public const string PathOfDevices = "telemetry/+";

    public required string Name { get; init; }

    /// <summary>The path or address that devices send to; the segment written as <c>+</c> names the device.</summary>
    public string Path { get; init; } = PathOfDevices;

    public PayloadMapping Mapping { get; init; } = PayloadMapping.Default;

    public PayloadLimits Limits { get; init; } = PayloadLimits.Default;
}
