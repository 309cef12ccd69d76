using System.Text;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>Goes through a repository as a device would: 1 from its first root on to every role that there is; 2 each target's bytes; 3 each
/// bundle, whether it is whole.</summary>
internal sealed class RepositoryCheck
{
    private readonly TufClient _client;

    private RepositoryCheck(TufClient client, IReadOnlyCollection<TargetFile> targets) => (_client, Targets) = (client, targets);

    public IReadOnlyCollection<TargetFile> Targets { get; }

    /// <summary>By role, until when its metadata is good.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> GoodUntil => _client.Roles.ToDictionary(role => role.Key, role => role.Value.Expires);

    /// <summary>Where a target's bytes lie below the folder of targets.</summary>
    public string PathOf(TargetFile target) => _client.PathOf(target);

    /// <exception cref="TufException">A device would refuse it.</exception>
    /// <exception cref="BundleException">A bundle is not whole.</exception>
    public static async Task<RepositoryCheck> Run(string folder, byte[] root, DateTimeOffset now, CancellationToken stop)
    {
        string cache = Directory.CreateTempSubdirectory("edgectl-repo-").FullName;
        try
        {
            var source = new FolderSource(folder);
            var client = new TufClient(source, new FolderCache(cache), root, TrustPolicy.Standard, new TufLimits { ListedRolesMax = int.MaxValue }, now);
            await client.Refresh(stop);
            var targets = await client.Below(null, stop); // 1
            foreach (var (role, why) in client.PassedOver) throw new TufException(why.Failure, $"The role '{role}' is not trusted: {why.Message}", why);
            var check = new RepositoryCheck(client, [.. targets.Values]);
            foreach (var target in check.Targets) await check.CheckBytes(target, source, stop); // 2
            foreach (var manifest in targets.Values.Where(IsManifest)) await check.CheckBundle(manifest, targets, source, stop); // 3
            return check;
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private static bool IsManifest(TargetFile target) => target.Name.Split('/') is ["bundles", _, _, BundleManifest.FileName];

    private async Task CheckBytes(TargetFile target, FolderSource source, CancellationToken stop)
    {
        await using var bytes = await Open(target, source, stop);
        if (!TargetDownload.Is(target, bytes)) throw new TufException(TufFailure.WrongHash, $"'{target.Name}' is not the file that is promised.");
    }

    private async Task CheckBundle(TargetFile manifest, IReadOnlyDictionary<string, TargetFile> targets, FolderSource source, CancellationToken stop)
    {
        if (manifest.Length > BundleManifest.BytesMax) throw new BundleException($"{manifest.Name} is larger than {BundleManifest.BytesMax} bytes.");
        await using var bytes = await Open(manifest, source, stop);
        using var text = new StreamReader(bytes, Encoding.UTF8);
        string prefix = manifest.Name[..^BundleManifest.FileName.Length];
        try
        {
            foreach (string file in BundleManifest.Parse(Encoding.UTF8.GetBytes(await text.ReadToEndAsync(stop))).Files())
                if (!targets.ContainsKey(prefix + file)) throw new BundleException($"{prefix}{file} is missing, which the bundle's manifest names.");
        }
        catch (ManifestException e)
        {
            throw new BundleException($"{manifest.Name} is wrong: {string.Join("; ", e.Errors)}", e);
        }
    }

    private async Task<Stream> Open(TargetFile target, FolderSource source, CancellationToken stop) =>
        await source.OpenTarget(new TargetPiece(PathOf(target), target.Length, 0, target.Length), stop) ?? throw new TufException(TufFailure.NotFound, $"'{target.Name}' is not there.");
}
