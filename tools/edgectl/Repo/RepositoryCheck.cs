using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>Goes through a repository as a device would, from its first root on, and looks at every target's bytes.</summary>
internal static class RepositoryCheck
{
    /// <returns>How many targets are there and right.</returns>
    /// <exception cref="TufException">A device would refuse it.</exception>
    public static async Task<int> Run(string folder, byte[] root, string cache, DateTimeOffset now, CancellationToken stop)
    {
        var source = new FolderSource(folder);
        var client = new TufClient(source, new FolderCache(cache), root, TrustPolicy.Standard, new TufLimits(), now);
        await client.Refresh(stop);
        foreach (var target in client.TopTargets.Values)
        {
            await using var bytes = await source.OpenTarget(client.PathOf(target), 0, target.Length, stop) ?? throw new TufException(TufFailure.NotFound, $"'{target.Name}' is not there.");
            if (!TargetDownload.Is(target, bytes)) throw new TufException(TufFailure.WrongHash, $"'{target.Name}' is not the file that is promised.");
        }
        return client.TopTargets.Count;
    }
}
