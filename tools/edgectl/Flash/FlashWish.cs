namespace EdgeAppliance.Edgectl.Flash;

/// <summary>What is to be written where.</summary>
/// <param name="Device">A disk's path, or that of a file that is there.</param>
internal sealed record FlashWish(string Device, string Image)
{
    public string? Provision { get; init; }

    /// <summary>The signer's public key; null only with <see cref="IsUnsigned"/>.</summary>
    public string? KeyFile { get; init; }

    public bool IsUnsigned { get; init; }

    public bool SkipsChecksum { get; init; }

    /// <summary>Nobody is asked.</summary>
    public bool IsSure { get; init; }

    public bool AnySize { get; init; }

    public bool AnyDisk { get; init; }
}
