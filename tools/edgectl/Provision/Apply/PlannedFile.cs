namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>A file that is to be on the data partition.</summary>
/// <param name="To">Below it, as <c>config/hostname</c>.</param>
/// <param name="Content">Of a link its target.</param>
internal sealed record PlannedFile(string To, byte[] Content)
{
    /// <summary>Only its owner may read it.</summary>
    public bool IsSecret { get; init; }

    /// <summary>It belongs to the daemon's user.</summary>
    public bool IsDaemons { get; init; }

    public bool IsLink { get; init; }
}
