using System.Globalization;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>Sends a repository to a registry: 1 go through it as a device would; 2 each bundle as an artifact of its files, tagged NAME-VERSION; 3 its bill of
/// materials, attached to it; 4 the metadata last, so that who comes in between sees the old ones whole.</summary>
internal sealed class OciPush(OciRegistry registry, string folder, TimeProvider time)
{
    private static readonly Dictionary<string, string> s_none = [];
    private int _sent;

    /// <param name="about">What the metadata are attached to; null for a tag of their own.</param>
    /// <returns>How many blobs were sent, and the digest of the metadata's manifest.</returns>
    /// <exception cref="TufException">A device would refuse the repository.</exception>
    /// <exception cref="IOException">The registry cannot be reached, or refuses.</exception>
    public async Task<(int Blobs, string Digest)> Run(byte[] root, string? about, CancellationToken stop)
    {
        var check = await RepositoryCheck.Run(folder, root, time.GetUtcNow(), stop); // 1
        await Send(OciManifestWriter.EmptyConfiguration.ToArray(), OciTypes.Empty, null, stop);
        foreach (var bundle in check.Targets.GroupBy(BundleOf)) await PushBundle(bundle.Key, [.. bundle.OrderBy(target => target.Name, StringComparer.Ordinal)], check, stop);
        var layers = new List<OciDescriptor>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, FolderSource.Metadata), "*.json").Order(StringComparer.Ordinal))
            layers.Add(await Send(await File.ReadAllBytesAsync(file, stop), "application/json", Path.GetFileName(file), stop));
        var created = new Dictionary<string, string> { [OciTypes.Created] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
        var subject = about is null ? null : await Subject(about, stop);
        byte[] manifest = OciManifestWriter.Manifest(OciTypes.Metadata, layers, subject, created);
        string digest = OciDescriptor.DigestOf(manifest);
        if (subject is null) await registry.PutManifest(registry.Place.Reference, OciTypes.Manifest, manifest, stop); // 4
        else await Attach(manifest, OciTypes.Metadata, subject, created, stop);
        return (_sent, digest);
    }

    /// <summary>Targets of no bundle go together.</summary>
    private static string BundleOf(TargetFile target) => target.Name.Split('/') is ["bundles", var name, var version, _, ..] ? OciReference.TagOf($"{name}-{version}") : "others";

    private async Task PushBundle(string tag, IReadOnlyList<TargetFile> targets, RepositoryCheck check, CancellationToken stop)
    {
        var layers = new List<OciDescriptor>();
        foreach (var target in targets) layers.Add(await Send(Path.Combine(folder, FolderSource.Targets, check.PathOf(target)), target, stop));
        byte[] manifest = OciManifestWriter.Manifest(OciTypes.Bundle, layers, null, s_none);
        await registry.PutManifest(tag, OciTypes.Manifest, manifest, stop); // 2
        var subject = new OciDescriptor(OciTypes.Manifest, OciDescriptor.DigestOf(manifest), manifest.Length);
        foreach (var sbom in layers.Where(layer => layer.Title!.EndsWith('/' + BundlePacker.SbomName)))
            await Attach(OciManifestWriter.Manifest(OciTypes.Sbom, [sbom with { MediaType = OciTypes.Sbom }], subject, s_none), OciTypes.Sbom, subject, s_none, stop); // 3
    }

    private async Task<OciDescriptor> Subject(string reference, CancellationToken stop)
    {
        var (bytes, digest) = await registry.Manifest(reference, stop) ?? throw new IOException($"The registry has no '{reference}' to attach the metadata to.");
        return new OciDescriptor(OciTypes.Manifest, digest, bytes.Length);
    }

    /// <summary>Where the registry keeps no account of referrers, the list under the subject's tag is one longer (distribution specification 1.1, "referrers tag schema").</summary>
    private async Task Attach(byte[] manifest, string type, OciDescriptor subject, IReadOnlyDictionary<string, string> annotations, CancellationToken stop)
    {
        string digest = OciDescriptor.DigestOf(manifest);
        if (await registry.PutManifest(digest, OciTypes.Manifest, manifest, stop)) return;
        string tag = OciDescriptor.FallbackTag(subject.Digest);
        var known = await registry.Manifest(tag, stop) is { } listed ? OciManifest.Parse(listed.Bytes).Entries : [];
        if (known.Any(other => other.Digest == digest)) return;
        var own = new OciDescriptor(OciTypes.Manifest, digest, manifest.Length) { ArtifactType = type, Annotations = annotations };
        await registry.PutManifest(tag, OciTypes.Index, OciManifestWriter.Index([.. known, own]), stop);
    }

    private async Task<OciDescriptor> Send(byte[] bytes, string type, string? title, CancellationToken stop)
    {
        string digest = OciDescriptor.DigestOf(bytes);
        if (await registry.PutBlob(digest, () => new MemoryStream(bytes), stop)) _sent++;
        return new OciDescriptor(type, digest, bytes.Length) { Annotations = title is null ? s_none : new Dictionary<string, string> { [OciTypes.Title] = title } };
    }

    private async Task<OciDescriptor> Send(string file, TargetFile target, CancellationToken stop)
    {
        if (!target.Hashes.TryGetValue("sha256", out byte[]? hash)) throw new BundleException($"'{target.Name}' has no SHA-256, by which registries keep files.");
        string digest = $"sha256:{Convert.ToHexStringLower(hash)}";
        if (await registry.PutBlob(digest, () => File.OpenRead(file), stop)) _sent++;
        return new OciDescriptor(OciTypes.File, digest, target.Length) { Annotations = new Dictionary<string, string> { [OciTypes.Title] = target.Name } };
    }
}
