namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>What a payload from outside may be at most; more is refused with a <see cref="SparkplugError"/>.</summary>
internal sealed record SparkplugLimits
{
    public static SparkplugLimits Default { get; } = new();

    public int PayloadBytesMax { get; init; } = 256 * 1024;

    /// <summary>Those in templates are counted too.</summary>
    public int MetricsMax { get; init; } = 4096;

    public int NameBytesMax { get; init; } = 256;

    public int TextBytesMax { get; init; } = 64 * 1024;

    /// <summary>Templates and property sets in one another.</summary>
    public int DepthMax { get; init; } = 8;

    public int ColumnsMax { get; init; } = 256;

    public int RowsMax { get; init; } = 4096;
}
