using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Brings one bundle of an action here, and has it installed as what a repository brings is: 1 somebody who is trusted must vouch for it; 2 fetch its
/// archive, which must be what was vouched for; 3 unpack it within limits, and see that it is the bundle that was meant, and one for this device: of an action with
/// several nothing is installed before that is seen of each; 4 note that it is installed; 5 hand it over. Done again after a cut, each step finds what it has left.</summary>
/// <param name="scratch">A folder of its own, emptied each time.</param>
internal sealed class HawkbitCarrier(HawkbitJournal journal, ArchiveTrust trust, ArchiveFetch fetch, HawkbitSite site, string scratch)
{
    /// <summary>One at a time, whoever brings bundles: they share what was seen of a repository.</summary>
    public required SemaphoreSlim Turn { get; init; }

    public required Func<DdiArtifact, ITufSource> Source { get; init; }

    /// <param name="installs">Whether it goes further than 3.</param>
    /// <exception cref="HawkbitRefusal">It is not taken, now or later.</exception>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">It is not trusted.</exception>
    /// <exception cref="BundleException">The bytes that may be fetched are spent.</exception>
    /// <exception cref="IOException">Something failed, or stands in the way now.</exception>
    public async Task Carry(string action, int part, DdiChunk chunk, bool installs, CancellationToken stop)
    {
        await Turn.WaitAsync(stop);
        try
        {
            var archive = await trust.Of(chunk, stop); // 1
            if (site.WhyNot(archive.Name, archive.Version, archive.Kind) is { } why) throw new HawkbitRefusal(why);
            // What a cut has left of another time is in the way of what is to come.
            if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
            string file = await fetch.Run(archive, Source(archive.Artifact), stop); // 2
            fetch.End(archive.Name, archive.Version);
            using var unpacked = Unpack(file, archive); // 3
            if (await archive.WhyNotMembers(unpacked.Bundle, stop) is { } foreign) throw new HawkbitRefusal($"{archive.Name} {archive.Version} is not taken: {foreign}");
            var lacking = Lacks(unpacked.Bundle);
            if (lacking is { IsPassing: false }) throw new HawkbitRefusal($"{archive.Name} {archive.Version} is not taken: {lacking.Reason}");
            journal.ChangePart(action, part, current => current.State < HawkbitPartState.Fetched ? current with { State = HawkbitPartState.Fetched } : current);
            if (!installs) return;
            if (lacking is not null) throw new IOException($"{archive.Name} {archive.Version} cannot be installed now: {lacking.Reason}");
            await Install(action, part, unpacked.Bundle, stop);
        }
        finally
        {
            Turn.Release();
        }
    }

    private UnpackedBundle Unpack(string file, TrustedArchive archive)
    {
        UnpackedBundle? unpacked = null;
        try
        {
            unpacked = UnpackedBundle.Open(file, BundleLimits.Standard, scratch);
            return WhyNot(unpacked.Bundle, archive) is { } why ? throw new HawkbitRefusal(why) : unpacked;
        }
        catch (Exception e)
        {
            unpacked?.Dispose();
            if (e is BundleException) throw new HawkbitRefusal($"{archive.Name} {archive.Version} is no bundle that can be taken: {e.Message}");
            throw;
        }
    }

    /// <exception cref="BundleException">A member is no bundle of a model.</exception>
    private string? WhyNot(BundleFolder bundle, TrustedArchive archive)
    {
        var came = bundle.Manifest;
        if ((came.Name, came.Version, came.Kind) != (archive.Name, archive.Version, archive.Kind))
            return $"The archive of {archive.Name} {archive.Version} holds {came.Name} {came.Version} ({BundleKinds.NameOf(came.Kind)}).";
        string? why = MembersOf(bundle).Select(member => site.WhyNot(member.Name, member.Version, member.Kind)).FirstOrDefault(one => one is not null);
        return why is null ? null : $"{archive.Name} {archive.Version} is not taken: {why}";
    }

    /// <summary>What passes only where nothing else is lacking.</summary>
    private Lacking? Lacks(BundleFolder bundle)
    {
        var ofMembers = MembersOf(bundle).Select(member => site.Lacks(member) is { } lacking ? lacking with { Reason = $"{member.Name}: {lacking.Reason}" } : null);
        return ofMembers.Prepend(site.Lacks(bundle.Manifest)).OfType<Lacking>().OrderBy(lacking => lacking.IsPassing).FirstOrDefault();
    }

    private static List<BundleManifest> MembersOf(BundleFolder bundle) => [.. bundle.Manifest.Members.Select(member => bundle.Member(member).Manifest)];

    private async Task Install(string action, int part, BundleFolder bundle, CancellationToken stop)
    {
        var (name, version) = (bundle.Manifest.Name, bundle.Manifest.Version);
        var watched = new HawkbitInstall(name, version, LastOf(name));
        // A cancellation that came before this is followed; one that comes after it is not.
        stop.ThrowIfCancellationRequested();
        bool isWanted = journal.ChangePart(action, part, current => current with { State = HawkbitPartState.Installing, Installs = current.Installs.Count > 0 ? current.Installs : [watched] }); // 4
        if (!isWanted) throw new OperationCanceledException("The action is not wanted any more.");
        var result = await site.Install(bundle.Path, CancellationToken.None); // 5
        if (result.IsRunning) journal.ChangePart(action, part, current => current with { State = HawkbitPartState.Done });
        if (result.Error is null || result.IsRunning) return;
        if (result.IsBundlesFault) throw new HawkbitRefusal($"{name} {version} was refused: {result.Error}");
        // A configuration that was tried and went back at once has an entry that says so.
        if (HawkbitOutcome.Of(watched, site.Installs()).State is InstallState.Refused or InstallState.RolledBack) return;
        journal.ChangePart(action, part, current => current with { State = HawkbitPartState.Fetched });
        throw new IOException($"{name} {version} cannot be installed now: {result.Error}");
    }

    private long LastOf(string name) => site.Installs().Where(known => known.Model == name).Select(known => known.Id).DefaultIfEmpty(0).Max();
}
