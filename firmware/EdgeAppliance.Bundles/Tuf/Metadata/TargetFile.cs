using System.Text.Json;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>A file that the repository vouches for.</summary>
/// <param name="Name">Segments with '/' between them.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hashes">By algorithm, one at least that is known.</param>
/// <param name="Custom">What this software has to say of it; undefined where there is nothing.</param>
public sealed record TargetFile(string Name, long Length, IReadOnlyDictionary<string, byte[]> Hashes, JsonElement Custom);
