namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>How much a repository may ask of a device.</summary>
public sealed record TufLimits
{
    public int RootBytesMax { get; init; } = 512 << 10;

    public int TimestampBytesMax { get; init; } = 64 << 10;

    public int SnapshotBytesMax { get; init; } = 2 << 20;

    public int TargetsBytesMax { get; init; } = 8 << 20;

    /// <summary>New roots at one update; the rest follows at the next.</summary>
    public int RootsMax { get; init; } = 256;

    /// <summary>Roles looked into for everything below some folders.</summary>
    public int ListedRolesMax { get; init; } = 256;

    /// <summary>Roles looked into for one target.</summary>
    public int DelegationsMax { get; init; } = 32;
}
