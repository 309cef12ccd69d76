namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>A source of type <c>coap</c>.</summary>
internal sealed record CoapSourceOptions
{
    public const string PathOfDevices = "telemetry/+";

    public required string Name { get; init; }

    /// <summary>The path that devices post to; the segment written as <c>+</c> names the device.</summary>
    public string Path { get; init; } = PathOfDevices;

    public PayloadMapping Mapping { get; init; } = PayloadMapping.Default;

    public PayloadLimits Limits { get; init; } = PayloadLimits.Default;
}
