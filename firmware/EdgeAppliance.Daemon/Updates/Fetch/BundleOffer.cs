using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>A version of a bundle that a repository vouches for.</summary>
/// <param name="Files">By the path within the bundle.</param>
/// <param name="Indexes">Of the chunks of some of them.</param>
internal sealed record BundleOffer(string Model, string Version, BundleKind Kind, IReadOnlyDictionary<string, TargetFile> Files, IReadOnlyDictionary<string, TargetFile> Indexes)
{
    public long Bytes => Files.Values.Sum(file => file.Length);

    /// <summary>A target named <c>bundles/MODEL/VERSION/bundle.json</c> whose custom part says the same makes an offer; of a model, where this names no kind.</summary>
    public static IEnumerable<(string Model, string Version, BundleKind Kind)> Versions(IReadOnlyDictionary<string, TargetFile> targets)
    {
        foreach (var (name, target) in targets)
        {
            if (Text(target.Custom, "bundle") is not { } model || Text(target.Custom, "version") is not { } version) continue;
            if (!BundleKinds.TryParse(Text(target.Custom, "kind") ?? BundleKinds.NameOf(BundleKind.Model), out var kind)) continue;
            if (BundlePath.IsName(model) && BundlePath.IsVersion(version) && name == NameOf(model, version)) yield return (model, version, kind);
        }
    }

    /// <summary>All that lies beside its manifest.</summary>
    public static BundleOffer Of(IReadOnlyDictionary<string, TargetFile> targets, string model, string version, BundleKind kind)
    {
        string prefix = Prefix(model, version);
        var (files, indexes) = (new Dictionary<string, TargetFile>(), new Dictionary<string, TargetFile>());
        foreach (var (name, target) in targets)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || !BundlePath.IsFile(name[prefix.Length..])) continue;
            if (name.EndsWith(ChunkIndex.Suffix, StringComparison.Ordinal)) indexes[name[prefix.Length..^ChunkIndex.Suffix.Length]] = target;
            else files[name[prefix.Length..]] = target;
        }
        return new BundleOffer(model, version, kind, files, indexes);
    }

    /// <summary>The target whose custom part says more of a version.</summary>
    public static TargetFile Manifest(IReadOnlyDictionary<string, TargetFile> targets, string model, string version) => targets[NameOf(model, version)];

    /// <summary>Of a version's manifest among the targets: whoever may tell of it may publish the version.</summary>
    public static string NameOf(string model, string version) => Prefix(model, version) + BundleManifest.FileName;

    /// <summary>Under which name the repository has a file of the bundle.</summary>
    public string NameOf(string file) => Prefix(Model, Version) + file;

    /// <returns>What a manifest that came for the offer says otherwise; null where it is of the bundle that was chosen.</returns>
    public string? WhyOther(BundleManifest came) =>
        (came.Name, came.Version, came.Kind) == (Model, Version, Kind) ? null
        : $"its manifest is of {came.Name} {came.Version} ({BundleKinds.NameOf(came.Kind)}), and the repository has it as {Model} {Version} ({BundleKinds.NameOf(Kind)})";

    private static string Prefix(string model, string version) => $"bundles/{model}/{version}/";

    private static string? Text(JsonElement custom, string key) =>
        custom.ValueKind == JsonValueKind.Object && custom.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
