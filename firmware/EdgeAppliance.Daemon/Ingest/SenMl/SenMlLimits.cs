namespace EdgeAppliance.Daemon.Ingest.SenMl;

internal sealed record SenMlLimits
{
    public static SenMlLimits Default { get; } = new();

    public int PackBytesMax { get; init; } = 64 * 1024;

    public int RecordsMax { get; init; } = 1024;

    /// <summary>Of a base name and name together.</summary>
    public int NameBytesMax { get; init; } = 128;
}
