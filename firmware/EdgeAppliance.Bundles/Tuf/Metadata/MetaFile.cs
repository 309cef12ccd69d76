namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>What other metadata promises of a metadata file.</summary>
/// <param name="Length">In bytes; null where it is not told.</param>
/// <param name="Hashes">By algorithm; none where they are not told.</param>
public sealed record MetaFile(long Version, long? Length, IReadOnlyDictionary<string, byte[]> Hashes);
