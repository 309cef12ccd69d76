using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Core.Files;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Fetches archives into a folder of their own, by ranges, under the limits that all updates have; a cut leaves what came for the next attempt, and what is
/// whole is only looked through.</summary>
/// <param name="place">Where archives lie, and what they may cost.</param>
internal sealed class ArchiveFetch(FetchPlace place, FetchProgress progress, TimeProvider time)
{
    /// <returns>The file, which is what is promised.</returns>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">What came is not what is promised.</exception>
    /// <exception cref="EdgeAppliance.Bundles.BundleException">The bytes that may be fetched are spent.</exception>
    /// <exception cref="IOException">There is no room, or the source or the disk failed.</exception>
    public async Task<string> Run(TrustedArchive archive, ITufSource source, CancellationToken stop)
    {
        var (name, version, file) = (archive.Name, archive.Version, archive.File);
        string path = PathOf(name, version);
        Directory.CreateDirectory(place.Folder);
        progress.Begin(new BundleOffer(name, version, archive.Kind, new Dictionary<string, TargetFile> { [file.Name] = file }, new Dictionary<string, TargetFile>()));
        try
        {
            long spent = place.Journal.Begin(name, version, place.Now());
            Reserve(path, file.Length, $"{name} {version}");
            var download = new TargetDownload(source, new TransferMeter(place.Limits.Left(spent, place.Journal, place.Now()), time, Took));
            using var none = new ChunkSeeds();
            try
            {
                await download.Fetch(file, file.Name, null, none, path, stop);
            }
            finally
            {
                progress.Found(download.BytesReused);
            }
        }
        finally
        {
            place.Journal.Note();
            place.Room.GiveBack();
            progress.End(UpdateState.Idle);
        }
        return path;
    }

    /// <summary>It counts no more what was fetched.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void End(string name, string version)
    {
        if (place.Journal.State.Deployment is { } known && known.Model == name && known.Version == version) place.Journal.End(name, version, null);
    }

    /// <summary>Deletes all but the archives of some bundles.</summary>
    public void KeepOnly(IEnumerable<(string Name, string Version)> bundles)
    {
        if (!Directory.Exists(place.Folder)) return;
        var kept = bundles.Select(bundle => PathOf(bundle.Name, bundle.Version)).ToHashSet(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(place.Folder))
            if (!kept.Contains(file)) File.Delete(file);
    }

    private string PathOf(string name, string version) => Path.Combine(place.Folder, $"{name}@{version}");

    /// <summary>For the rest of the archive, and for what is unpacked of it and then copied.</summary>
    private void Reserve(string path, long bytes, string what)
    {
        long here = new FileInfo(path) is { Exists: true } file ? Math.Min(file.Length, bytes) : 0;
        place.Hold(what, bytes - here + bytes, bytes);
        using var made = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        DiskRoom.Reserve(made, bytes);
    }

    private void Took(int bytes)
    {
        progress.Took(bytes);
        place.Journal.Took(bytes, place.Limits.Period, place.Now());
    }
}
