using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>One look into the repository: 1 its metadata, as far as they are trusted; 2 which versions are newer than what runs and have not
/// failed here; 3 fetch the first of them; 4 have it installed.</summary>
/// <param name="install">Begins to install from a folder; returns why it was not taken, or null.</param>
internal sealed class RepositoryVisit(
    ITufSource source, Func<TufClient> client, BundleFetch fetch, VisitWishes wishes, Func<string, CancellationToken, Task<string?>> install)
{
    /// <returns>What was begun to be installed, or null where there is nothing new.</returns>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">The repository is not trusted.</exception>
    /// <exception cref="BundleException">The bundle cannot be taken.</exception>
    /// <exception cref="IOException">The repository or the disk failed.</exception>
    public async Task<BundleOffer?> Run(CancellationToken stop)
    {
        var trusted = client();
        await trusted.Refresh(stop); // 1
        if (Choose(trusted.TopTargets) is not { } offer) return null; // 2
        string folder = await fetch.Run(offer, trusted, source, stop); // 3
        string? refusal = await install(folder, stop); // 4
        Directory.Delete(folder, recursive: true);
        return refusal is null ? offer : throw new BundleException($"{offer.Model} {offer.Version} was not taken: {refusal}");
    }

    private BundleOffer? Choose(IReadOnlyDictionary<string, TargetFile> targets)
    {
        var wanted = wishes.Models().ToHashSet();
        var installs = wishes.Installs();
        foreach (var offers in BundleOffer.Versions(targets).Where(offer => wanted.Contains(offer.Model)).GroupBy(offer => offer.Model).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var newest = offers.MaxBy(offer => offer.Version, VersionOrder.Instance);
            var ofModel = installs.Where(known => known.Model == newest.Model).ToList();
            if (ofModel.Any(known => known.Version == newest.Version || known.State is InstallState.Verifying or InstallState.Trial)) continue;
            if (wishes.Current(newest.Model) is { } runs && VersionOrder.Instance.Compare(newest.Version, runs) <= 0) continue;
            return BundleOffer.Of(targets, newest.Model, newest.Version);
        }
        return null;
    }
}
