namespace EdgeAppliance.Edgectl.Flash;

/// <summary>A disk as the kernel shows it.</summary>
/// <param name="Device">As <c>/dev/sdb</c>.</param>
internal sealed record Disk(string Device, long Bytes)
{
    /// <summary>What its maker calls it; empty where it does not say.</summary>
    public string Model { get; init; } = "";

    /// <summary>Its medium can be taken out.</summary>
    public bool IsRemovable { get; init; }

    /// <summary>It hangs on USB or a card's slot.</summary>
    public bool IsOutside { get; init; }

    /// <summary>A loop device, over a file.</summary>
    public bool IsLoop { get; init; }

    public bool IsReadOnly { get; init; }

    /// <summary>Where it, a part of it, or what is built upon it is mounted or swapped to.</summary>
    public IReadOnlyList<string> UsedAt { get; init; } = [];
}
