using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Fetches an offer's files into a folder of its own, which a cut leaves for the next attempt to go on with.</summary>
/// <param name="folder">Where offers are put together.</param>
/// <param name="older">Folders with files of a model's older versions, by its name.</param>
internal sealed class BundleFetch(string folder, Func<string, IEnumerable<string>> older, TransferLimits limits, TimeProvider time)
{
    /// <summary>What this device lacks for a bundle; null where it lacks nothing. Asked before anything but the manifest has travelled.</summary>
    public Func<BundleManifest, string?> WhyNot { get; init; } = static _ => null;

    /// <summary>Over the line, since the start.</summary>
    public long BytesFetched { get; private set; }

    /// <summary>Taken from older versions or an earlier attempt, since the start.</summary>
    public long BytesReused { get; private set; }

    /// <returns>The folder with the bundle; whoever takes it deletes it.</returns>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">What came is not trusted.</exception>
    /// <exception cref="BundleException">There is no room for it, or its bytes are spent.</exception>
    /// <exception cref="IOException">The source or the disk failed.</exception>
    public async Task<string> Run(BundleOffer offer, TufClient client, ITufSource source, CancellationToken stop)
    {
        string target = Path.Combine(folder, $"{offer.Model}@{offer.Version}");
        ForgetOthers(target);
        Directory.CreateDirectory(target);
        if (offer.Bytes > new DriveInfo(target).AvailableFreeSpace - BundleStaging.FreeBytesMin) throw new BundleException($"There is no room for {offer.Model} {offer.Version}, which has {offer.Bytes} bytes.");
        var meter = new TransferMeter(limits, time);
        try
        {
            if (offer.Files.TryGetValue(BundleManifest.FileName, out var manifest))
            {
                await Fetch(offer, BundleManifest.FileName, manifest, target, new TargetDownload(source, meter), client, stop);
                if (WhyNot(BundleFolder.Open(target).Manifest) is { } why) throw new BundleException($"{offer.Model} {offer.Version} was not fetched: {why}");
            }
            foreach (var (file, described) in offer.Files.Where(file => file.Key != BundleManifest.FileName)) await Fetch(offer, file, described, target, new TargetDownload(source, meter), client, stop);
        }
        finally
        {
            BytesFetched += meter.Bytes;
        }
        return target;
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
                else if (!File.Exists(path) && TargetDownload.Is(described, before)) File.Copy(before, path);
            }
            await download.Fetch(described, client.PathOf(described), index, seeds, path, stop);
        }
        finally
        {
            BytesReused += download.BytesReused;
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
        foreach (string place in older(model))
        {
            if (!Directory.Exists(place)) continue;
            foreach (string found in Directory.EnumerateFiles(place, Path.GetFileName(file), SearchOption.AllDirectories)) yield return found;
        }
    }

    /// <summary>One offer is fetched at a time; what was begun of another is not wanted any more.</summary>
    private void ForgetOthers(string target)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string other in Directory.EnumerateDirectories(folder))
            if (other != target) Directory.Delete(other, recursive: true);
    }
}
