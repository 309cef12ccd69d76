namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source of type <c>mqtt</c>.</summary>
public sealed record MqttSourceOptions
{
    public required string Name { get; init; }

    /// <summary>Topic filter; the level its first wildcard stands for is the device. Without a wildcard the source's name is.</summary>
    public required string Topic { get; init; }

    public PayloadMapping Mapping { get; init; } = PayloadMapping.Default;

    /// <summary>A channel that grows with each reading of a device, by which one that is sent again is recognised; null where there is none.</summary>
    public string? Key { get; init; }

    public PayloadLimits Limits { get; init; } = PayloadLimits.Default;
}
