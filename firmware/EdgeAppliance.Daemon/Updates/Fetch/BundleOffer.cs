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

    /// <summary>A target named <c>bundles/MODEL/VERSION/bundle.json</c> whose custom part says the same makes an offer.</summary>
    public static IEnumerable<(string Model, string Version)> Versions(IReadOnlyDictionary<string, TargetFile> targets)
    {
        foreach (var (name, target) in targets)
        {
            if (Text(target.Custom, "bundle") is not { } model || Text(target.Custom, "version") is not { } version) continue;
            if (BundlePath.IsName(model) && BundlePath.IsVersion(version) && name == Prefix(model, version) + BundleManifest.FileName) yield return (model, version);
        }
    }

    /// <summary>All that lies beside its manifest.</summary>
    public static BundleOffer Of(IReadOnlyDictionary<string, TargetFile> targets, string model, string version)
    {
        string prefix = Prefix(model, version);
        var (files, indexes) = (new Dictionary<string, TargetFile>(), new Dictionary<string, TargetFile>());
        foreach (var (name, target) in targets)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || !BundlePath.IsFile(name[prefix.Length..])) continue;
            if (name.EndsWith(ChunkIndex.Suffix, StringComparison.Ordinal)) indexes[name[prefix.Length..^ChunkIndex.Suffix.Length]] = target;
            else files[name[prefix.Length..]] = target;
        }
        return new BundleOffer(model, version, files, indexes);
    }

    /// <summary>The target whose custom part says more of a version.</summary>
    public static TargetFile Manifest(IReadOnlyDictionary<string, TargetFile> targets, string model, string version) => targets[Prefix(model, version) + BundleManifest.FileName];

    private static string Prefix(string model, string version) => $"bundles/{model}/{version}/";

    private static string? Text(JsonElement custom, string key) =>
        custom.ValueKind == JsonValueKind.Object && custom.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
