using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>One look into the repository: 1 its metadata, as far as they are trusted; 2 which versions are newer than what runs and have not
/// failed here; 3 fetch the first of them; 4 have it installed, and note where it cannot be. One that
/// cannot be taken holds up no other.</summary>
/// <param name="install">Begins to install from a folder.</param>
internal sealed class RepositoryVisit(
    ITufSource source, Func<TufClient> client, BundleFetch fetch, VisitWishes wishes, Func<string, CancellationToken, Task<InstallResult>> install)
{
    /// <summary>One visit at a time, wherever the repository is: they share what was seen, and where bundles are put together.</summary>
    public SemaphoreSlim? Turn { get; init; }

    /// <summary>A bundle that missed its moment so often in a row is tried after all others.</summary>
    private const int MissesMax = 3;

    private readonly Dictionary<(string Model, string Version), int> _misses = [];

    /// <returns>What was begun to be installed, and what could not be.</returns>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">The repository is not trusted.</exception>
    /// <exception cref="IOException">The repository or the disk failed.</exception>
    public async Task<VisitResult> Run(CancellationToken stop)
    {
        if (Turn is not null) await Turn.WaitAsync(stop);
        try
        {
            return await RunInTurn(stop);
        }
        finally
        {
            (source as PeerSource)?.Forget();
            Turn?.Release();
        }
    }

    private async Task<VisitResult> RunInTurn(CancellationToken stop)
    {
        var trusted = client();
        await trusted.Refresh(stop); // 1
        var targets = await trusted.Below([.. wishes.Models().Select(model => $"bundles/{model}")], stop);
        var faults = new List<VisitFault>();
        var waiting = new List<string>();
        BundleOffer? begun = null;
        foreach (var offer in Choose(targets, waiting).OrderBy(IsPutOff).ToList()) // 2
        {
            if (await Fault(offer, trusted, stop) is not { } fault)
            {
                begun = offer;
                break;
            }
            faults.Add(fault);
            if (fault.IsOfTheMoment) break;
        }
        return new VisitResult(begun, faults) { IsFree = waiting.Count > 0 ? () => IsAnyFree(waiting) : null };
    }

    private bool IsAnyFree(List<string> waiting)
    {
        var underWay = wishes.Installs().Where(known => known.IsUnderWay()).Select(known => known.Model).ToHashSet();
        return waiting.Exists(model => !underWay.Contains(model));
    }

    private bool IsPutOff(BundleOffer offer) => _misses.GetValueOrDefault((offer.Model, offer.Version)) >= MissesMax;

    private async Task<VisitFault?> Fault(BundleOffer offer, TufClient trusted, CancellationToken stop)
    {
        var key = (offer.Model, offer.Version);
        try
        {
            await Take(offer, trusted, stop);
            _misses.Remove(key);
            return null;
        }
        catch (Exception e) when (e is TufException or BundleException or IOException or UnauthorizedAccessException)
        {
            var fault = new VisitFault(offer, e);
            if (fault.IsOfTheMoment) _misses[key] = _misses.GetValueOrDefault(key) + 1;
            return fault;
        }
    }

    private async Task Take(BundleOffer offer, TufClient trusted, CancellationToken stop)
    {
        string folder = await fetch.Run(offer, trusted, source, stop); // 3
        var result = await install(folder, stop); // 4
        if (result.Error is null || result.IsBundlesFault)
        {
            wishes.Journal.End(offer.Model, offer.Version, result.Error);
            Directory.Delete(folder, recursive: true);
        }
        // Else it stays where it is, and is only looked through the next time.
        if (result.Error is not null) throw new BundleException($"{offer.Model} {offer.Version} was not taken: {result.Error}") { IsPassing = !result.IsBundlesFault };
    }

    /// <summary>At most one version of each bundle, by the bundles' names.</summary>
    /// <param name="waiting">Gets those of which a newer version waits until another is installed or given up.</param>
    private IEnumerable<BundleOffer> Choose(IReadOnlyDictionary<string, TargetFile> targets, List<string> waiting)
    {
        var wanted = wishes.Models().ToHashSet();
        wishes.Rollouts?.Look(targets);
        var offered = BundleOffer.Versions(targets).Where(offer => wanted.Contains(offer.Model) && (offer.Kind == BundleKind.Model || wishes.Bundles.Contains(offer.Model))).ToList();
        foreach (string name in offered.Where(offer => offer.Kind == BundleKind.System).Select(offer => offer.Model).Distinct()) wishes.SystemOffered(name);
        var installs = wishes.Installs();
        foreach (var offers in offered.GroupBy(offer => offer.Model).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var ofModel = installs.Where(known => known.Model == offers.Key).ToList();
            if (ChooseVersion(offers.Key, offers.Select(offer => offer.Version), ofModel) is not { } version) continue;
            if (ofModel.Exists(known => known.IsUnderWay())) waiting.Add(offers.Key);
            else
                yield return BundleOffer.Of(targets, offers.Key, version, offers.First(offer => offer.Version == version).Kind);
        }
    }

    /// <summary>The newest whose turn it is: where a newer one is not for this device yet, the one before it may be.</summary>
    private string? ChooseVersion(string model, IEnumerable<string> versions, List<InstallStatus> ofModel)
    {
        foreach (string version in versions.OrderDescending(VersionOrder.Instance))
        {
            if (ofModel.Any(known => known.Version == version && known.State != InstallState.Interrupted) || wishes.Journal.HasFailed(model, version)) return null;
            if (wishes.Current(model) is { } runs && VersionOrder.Instance.Compare(version, runs) <= 0) return null;
            if (wishes.Rollouts?.MayBegin(model, version) ?? true) return version;
        }
        return null;
    }
}
