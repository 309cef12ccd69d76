namespace EdgeAppliance.Daemon.Configuration;

/// <param name="Repository">Folder with a folder a model; null for <c>models</c> under the state directory.</param>
/// <param name="MemoryBytesMax">What all loaded models together may take.</param>
internal sealed record ModelsConfiguration(string? Repository, long MemoryBytesMax)
{
    /// <summary>Folder that bundles are dropped into to be installed; null for <c>drop</c> under the state directory.</summary>
    public string? Drop { get; init; }

    /// <summary>Installed versions of a model that are kept: the one that runs, and those that could be gone back to.</summary>
    public int VersionsKept { get; init; } = 2;

    /// <summary>Of a model's older versions together; the one before is kept however large.</summary>
    public long VersionsBytesMax { get; init; } = 1L << 30;

    public ModelTrialConfiguration Trial { get; init; } = new();
}
