using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>A name keeps its kind: what is a model in one version and a configuration in the next could be neither compared nor gone back to.</summary>
/// <param name="running">The version of a model that runs; null where there is none.</param>
internal sealed class KindOfName(BundleShelf shelf, Func<string, string?> running)
{
    /// <returns>Why a bundle cannot come in by its name; null where nothing is wrong.</returns>
    public string? WhyNot(BundleManifest manifest)
    {
        var here = shelf.Entries.FirstOrDefault(entry => entry.Name == manifest.Name && entry.State is InstallState.Committed or InstallState.Trial);
        BundleKind? kind = here?.Kind ?? (running(manifest.Name) is null ? null : BundleKind.Model);
        if (kind is not { } known || known == manifest.Kind) return null;
        string remedy = known == BundleKind.Model ? "Publish it under another name." : $"Publish it under another name, or have {manifest.Name} forgotten first: 'edgectl bundle forget {manifest.Name}'.";
        return $"'{manifest.Name}' is here as a bundle of the kind '{BundleKinds.NameOf(known)}', and {manifest.Version} is of the kind '{BundleKinds.NameOf(manifest.Kind)}': a name keeps its kind. {remedy}";
    }
}
