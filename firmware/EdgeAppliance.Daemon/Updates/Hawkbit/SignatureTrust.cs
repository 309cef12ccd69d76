using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Signatures;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Keys that the configuration names vouch for an archive, by a signature that is a file of the same software module.</summary>
/// <param name="required">Signature schemes that there must be a threshold of each.</param>
internal sealed class SignatureTrust(DdiClient client, TufRole keys, IReadOnlyList<string> required) : ArchiveTrust
{
    public override async Task<TrustedArchive> Of(DdiChunk chunk, CancellationToken stop)
    {
        var artifact = ArchiveOf(chunk);
        string name = artifact.FileName + ArchiveSignature.Suffix;
        var beside = chunk.Artifacts.FirstOrDefault(other => other.FileName == name)
            ?? throw new HawkbitRefusal($"The software module {chunk.Name} {chunk.Version} has no {name}: make it with 'edgectl bundle sign'.");
        if (beside.Bytes is <= 0 or > ArchiveSignature.BytesMax) throw new HawkbitRefusal($"{name} has {beside.Bytes} bytes, which no signature has.");
        var signature = Read(await client.Read(beside, ArchiveSignature.BytesMax, stop) ?? throw new HawkbitException(HawkbitFailure.Unreachable, $"hawkBit has no {name} now."), name);
        if ((signature.Name, signature.Version) != (chunk.Name, chunk.Version)) throw new HawkbitRefusal($"{name} is of {signature.Name} {signature.Version}, and stands at {chunk.Name} {chunk.Version}.");
        bool isOther = artifact.Sha256 is { } hash && signature.Archive.Hashes.TryGetValue("sha256", out byte[]? signed) && hash != Convert.ToHexStringLower(signed);
        if (artifact.Bytes != signature.Archive.Length || isOther) throw new HawkbitRefusal($"{artifact.FileName} is not the archive that {name} is of.");
        return new TrustedArchive(artifact, chunk.Name, chunk.Version, signature.Kind, signature.Archive);
    }

    private ArchiveSignature Read(byte[] bytes, string name)
    {
        try
        {
            var signature = ArchiveSignature.Parse(bytes);
            signature.Verify(keys, required);
            return signature;
        }
        catch (TufException e)
        {
            throw new HawkbitRefusal($"{name} does not count: {e.Message}");
        }
    }
}
