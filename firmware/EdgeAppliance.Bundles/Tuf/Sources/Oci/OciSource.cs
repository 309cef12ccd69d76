using System.Security.Cryptography;
using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>A repository in an OCI registry: targets are blobs, asked for by the digest that the signed metadata promise; metadata are the layers of
/// an artifact of type <see cref="OciTypes.Metadata"/>, which the reference names, or which is about what the reference names.</summary>
public sealed class OciSource(OciRegistry registry, TimeProvider time) : ITufSource
{
    private OciManifest? _metadata;

    public Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel) => AnswerTime.ForMetadata(name, time, within => Read(name, bytesMax, within), cancel);

    public Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel)
    {
        string path = piece.Path;
        string file = path[(path.LastIndexOf('/') + 1)..];
        string digest = $"sha256:{file[..Math.Min(file.Length, 2 * SHA256.HashSizeInBytes)]}";
        if (!OciDescriptor.IsDigest(digest)) throw new TufException(TufFailure.NotFound, $"A registry has files by their SHA-256 only, and the name of '{path}' has none: the repository must have consistent snapshots.");
        return AnswerTime.ForTarget(path, time, within => registry.Blob(digest, piece.Offset, piece.Length, within), cancel);
    }

    private async Task<byte[]?> Read(string name, int bytesMax, CancellationToken cancel)
    {
        // Each update begins with a look for the next root: that is when a new artifact may be there.
        if (_metadata is null || name.EndsWith(".root.json", StringComparison.Ordinal)) _metadata = await Find(cancel);
        if (_metadata?.Entries.FirstOrDefault(layer => layer.Title == name) is not { } layer) return null;
        if (layer.Size > bytesMax) throw new TufException(TufFailure.TooLarge, $"'{name}' has {layer.Size} bytes; {bytesMax} are taken.");
        await using var blob = await registry.Blob(layer.Digest, 0, Math.Max(layer.Size, 1), cancel);
        if (blob is null) return null;
        byte[] bytes = await BoundedRead.All(blob, name, bytesMax, cancel);
        return OciDescriptor.DigestOf(bytes) == layer.Digest ? bytes : throw new TufException(TufFailure.WrongHash, $"What the registry sent as '{name}' is not {layer.Digest}.");
    }

    private async Task<OciManifest?> Find(CancellationToken cancel)
    {
        if (await registry.Manifest(registry.Place.Reference, cancel) is not { } named) return null;
        var manifest = OciManifest.Parse(named.Bytes);
        if (manifest.ArtifactType == OciTypes.Metadata) return manifest;
        // Which of several is the newest they say themselves; one that lies can hold back, as whoever may push could anyway.
        var newest = (await registry.Referrers(named.Digest, cancel)).Where(about => about.ArtifactType == OciTypes.Metadata)
            .MaxBy(about => about.Annotations.GetValueOrDefault(OciTypes.Created) ?? "", StringComparer.Ordinal);
        return newest is not null && await registry.Manifest(newest.Digest, cancel) is { } found ? OciManifest.Parse(found.Bytes) : null;
    }
}
