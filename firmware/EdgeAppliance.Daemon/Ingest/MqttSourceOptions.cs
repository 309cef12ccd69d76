namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source of type <c>mqtt</c>.</summary>
public sealed record MqttSourceOptions
{
    public required string Name { get; init; }

    /// <summary>Topic filter; the level its first wildcard stands for is the device. Without a wildcard the source's name is.</summary>
    public required string Topic { get; init; }

    public PayloadMapping Mapping { get; init; } = PayloadMapping.Default;

    public PayloadLimits Limits { get; init; } = PayloadLimits.Default;
}
