using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Core.Files;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Fetches an offer's files into a folder of its own, which a cut leaves for the next attempt to go on with: 1 note it, 2 reserve room,
/// 3 fetch its manifest, and refuse what is not the bundle that was chosen; 4 fetch file by file; 5 refuse a set with members that are not its publisher's.</summary>
/// <param name="place">Where offers are put together, and what they may cost.</param>
/// <param name="older">Folders with files of a model's older versions, by its name.</param>
internal sealed class BundleFetch(FetchPlace place, Func<string, IEnumerable<string>> older, FetchProgress progress, TimeProvider time)
{
    private readonly string _folder = place.Folder;
    private readonly FetchJournal _journal = place.Journal;

    /// <summary>What this device lacks for a bundle; null where it lacks nothing. Asked before anything but the manifest has travelled.</summary>
    public Func<BundleManifest, Lacking?> WhyNot { get; init; } = static _ => null;

    /// <summary>Manifests of versions that this device lacked something for: they do not travel again to be asked once more.</summary>
    private readonly LackedManifests _lacked = new();

    /// <returns>The folder with the bundle; whoever takes it deletes it.</returns>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">What came is not trusted.</exception>
    /// <exception cref="BundleException">The bytes that may be fetched are spent; or it is refused, which is noted.</exception>
    /// <exception cref="IOException">There is no room for it, or the source or the disk failed.</exception>
    public async Task<string> Run(BundleOffer offer, TufClient client, ITufSource source, CancellationToken stop)
    {
        if (_lacked.Find(offer) is { } known) RefuseWhereLacking(offer, known);
        string target = Path.Combine(_folder, $"{offer.Model}@{offer.Version}");
        ForgetOthers(target);
        Directory.CreateDirectory(target);
        progress.Begin(offer);
        long spent = _journal.Begin(offer.Model, offer.Version, place.Now()); // 1
        Reserve(offer, target); // 2
        var meter = new TransferMeter(place.Limits.Left(spent, _journal, place.Now()), time, Took) { TookFromFile = bytes => progress.TookFromFile(bytes, isPeers: source is PeerSource) };
        try
        {
            await Fetch(offer, BundleManifest.FileName, offer.Files[BundleManifest.FileName], target, new TargetDownload(source, meter), client, stop); // 3
            var bundle = BundleFolder.Open(target);
            if (offer.WhyOther(bundle.Manifest) is { } other) throw Refused(offer, target, other);
            RefuseWhereLacking(offer, bundle.Manifest);
            foreach (var (file, described) in offer.Files.Where(file => file.Key != BundleManifest.FileName)) await Fetch(offer, file, described, target, new TargetDownload(source, meter), client, stop); // 4
            if (await SetMembers.WhyNot(offer, bundle, client, stop) is { } foreign) throw Refused(offer, target, foreign); // 5
        }
        catch (BundleException e) when (!e.IsPassing && !_journal.HasFailed(offer.Model, offer.Version) && _lacked.Find(offer) is null)
        {
            // What is signed is as it is: a manifest, or an index, that cannot be read will not become another.
            throw Refused(offer, target, e.Message);
        }
        finally
        {
            _journal.Note();
            place.Room.GiveBack();
            progress.End(UpdateState.Idle);
        }
        return target;
    }

    private void RefuseWhereLacking(BundleOffer offer, BundleManifest manifest)
    {
        if (WhyNot(manifest) is not { } lacking) return;
        _lacked.Keep(offer, manifest);
        _journal.Lacks(new FailedVersion(offer.Model, offer.Version, lacking.Reason) { For = lacking.IsPassing ? FailedFor.Now : FailedFor.ThisDevice });
        throw new BundleException($"{offer.Model} {offer.Version} was not fetched: {lacking.Reason}");
    }

    private BundleException Refused(BundleOffer offer, string target, string why)
    {
        _journal.End(offer.Model, offer.Version, why);
        Directory.Delete(target, recursive: true);
        return new BundleException($"{offer.Model} {offer.Version} was not taken: {why}");
    }

    /// <summary>For each of the files, for the copy that an installation makes of them, and for the readings and records that matter more.</summary>
    private void Reserve(BundleOffer offer, string target)
    {
        long here = offer.Files.Keys.Select(file => new FileInfo(Path.Combine(target, file))).Where(file => file.Exists).Sum(file => file.Length);
        place.Hold($"{offer.Model} {offer.Version}", offer.Bytes - Math.Min(here, offer.Bytes), offer.Bytes);
        foreach (var (file, described) in offer.Files)
        {
            string path = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var made = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            DiskRoom.Reserve(made, described.Length);
        }
    }

    private void Took(int bytes)
    {
        progress.Took(bytes);
        _journal.Took(bytes, place.Limits.Period, place.Now());
    }

    private async Task Fetch(BundleOffer offer, string file, TargetFile described, string target, TargetDownload download, TufClient client, CancellationToken stop)
    {
        string path = Path.Combine(target, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var seeds = new ChunkSeeds();
        try
        {
            var index = offer.Indexes.TryGetValue(file, out var indexed) ? await Index(indexed, target, download, client, stop) : null;
            foreach (string before in Older(offer.Model, file))
            {
                if (index is not null) seeds.Add(before, index.Sizes);
                else if (new FileInfo(path) is not { Exists: true, Length: > 0 } && TargetDownload.Is(described, before)) File.Copy(before, path, overwrite: true);
            }
            await download.Fetch(described, client.PathOf(described), index, seeds, path, stop);
        }
        finally
        {
            progress.Found(download.BytesReused);
        }
    }

    private static async Task<ChunkIndex> Index(TargetFile indexed, string target, TargetDownload download, TufClient client, CancellationToken stop)
    {
        if (indexed.Length > ChunkIndex.BytesMax) throw new BundleException($"'{indexed.Name}' is too large for an index.");
        string path = Path.Combine(target, ".index");
        using var none = new ChunkSeeds();
        await download.Fetch(indexed, client.PathOf(indexed), null, none, path, stop);
        byte[] bytes = await File.ReadAllBytesAsync(path, stop);
        File.Delete(path);
        return ChunkIndex.Parse(bytes);
    }

    private IEnumerable<string> Older(string model, string file)
    {
        foreach (string there in older(model))
        {
            if (!Directory.Exists(there)) continue;
            foreach (string found in Directory.EnumerateFiles(there, Path.GetFileName(file), SearchOption.AllDirectories)) yield return found;
        }
    }

    /// <summary>One offer is fetched at a time; what was begun of another is not wanted any more.</summary>
    private void ForgetOthers(string target)
    {
        if (!Directory.Exists(_folder)) return;
        foreach (string other in Directory.EnumerateDirectories(_folder))
            if (other != target) Directory.Delete(other, recursive: true);
    }
}
