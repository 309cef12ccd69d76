using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>A version of a model that a repository vouches for.</summary>
/// <param name="Files">By the path within the bundle.</param>
/// <param name="Indexes">Of the chunks of some of them.</param>
internal sealed record BundleOffer(string Model, string Version, IReadOnlyDictionary<string, TargetFile> Files, IReadOnlyDictionary<string, TargetFile> Indexes)
{
    public long Bytes => Files.Values.Sum(file => file.Length);

    /// <summary>A target named <c>bundles/MODEL/VERSION/bundle.json</c> whose custom part says the same makes an offer of all that is beside it.</summary>
    public static IEnumerable<BundleOffer> Of(IReadOnlyDictionary<string, TargetFile> targets)
    {
        foreach (var (name, target) in targets)
        {
            if (Text(target.Custom, "bundle") is not { } model || Text(target.Custom, "version") is not { } version) continue;
            string prefix = $"bundles/{model}/{version}/";
            if (!BundlePath.IsName(model) || !BundlePath.IsVersion(version) || name != prefix + BundleManifest.FileName) continue;
            var beside = targets.Where(other => other.Key.StartsWith(prefix, StringComparison.Ordinal) && BundlePath.IsFile(other.Key[prefix.Length..])).ToList();
            var indexes = beside.Where(other => other.Key.EndsWith(ChunkIndex.Suffix, StringComparison.Ordinal));
            yield return new BundleOffer(
                model,
                version,
                beside.Where(other => !other.Key.EndsWith(ChunkIndex.Suffix, StringComparison.Ordinal)).ToDictionary(other => other.Key[prefix.Length..], other => other.Value),
                indexes.ToDictionary(other => other.Key[prefix.Length..^ChunkIndex.Suffix.Length], other => other.Value));
        }
    }

    private static string? Text(JsonElement custom, string key) =>
        custom.ValueKind == JsonValueKind.Object && custom.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
