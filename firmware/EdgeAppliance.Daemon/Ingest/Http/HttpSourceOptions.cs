namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>A source of type <c>http</c>.</summary>
internal sealed record HttpSourceOptions
{
    public const string DeviceHeaderUsual = "Edge-Device";

    public required string Name { get; init; }

    public PayloadMapping Mapping { get; init; } = PayloadMapping.Default;

    /// <summary>JSON pointer of the device's name in each reading, or null where path and header alone name it.</summary>
    public string? DevicePointer { get; init; }

    public string DeviceHeader { get; init; } = DeviceHeaderUsual;

    /// <summary>A channel that grows with each reading of a device, by which one that is sent again is recognised; null where there is none.</summary>
    public string? Key { get; init; }

    /// <summary>0 where there is no limit.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>0 where there is no limit.</summary>
    public double ReadingsPerSecond { get; init; }

    /// <summary><see cref="PayloadLimits.PayloadBytesMax"/> is that of a body, inflated.</summary>
    public PayloadLimits Limits { get; init; } = PayloadLimits.Default with { PayloadBytesMax = 1 << 20 };
}
