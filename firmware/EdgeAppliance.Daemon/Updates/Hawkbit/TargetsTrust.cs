using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Rollouts;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>The repository's signed metadata vouch for an archive: 1 they are brought up to date; 2 they must know the bundle, and its archive's hash; 3 what
/// hawkBit says the file is must be that; 4 its rollout must not be aborted, nor one that is not understood.</summary>
internal sealed class TargetsTrust(Func<TufClient> client, RolloutGate gate) : ArchiveTrust
{
    public override async Task<TrustedArchive> Of(DdiChunk chunk, CancellationToken stop)
    {
        var artifact = ArchiveOf(chunk);
        var trusted = client();
        await trusted.Refresh(stop); // 1
        var targets = await trusted.Below([$"bundles/{chunk.Name}"], stop);
        gate.Look(targets);
        var (_, _, kind) = BundleOffer.Versions(targets).FirstOrDefault(known => known.Model == chunk.Name && known.Version == chunk.Version) is { Model: not null } found
            ? found : throw new HawkbitRefusal($"The repository's signed metadata know no {chunk.Name} {chunk.Version}: it is not published, or not by whom this device trusts."); // 2
        var manifest = BundleOffer.Manifest(targets, chunk.Name, chunk.Version);
        if (ArchiveTarget.Read(manifest.Custom) is not { } archive)
            throw new HawkbitRefusal($"The repository's signed metadata do not say what the archive of {chunk.Name} {chunk.Version} is: publish a version with this edgectl.");
        if (artifact.Bytes != archive.Length || artifact.Sha256 is { } hash && hash != Convert.ToHexStringLower(archive.Sha256)) // 3
            throw new HawkbitRefusal($"{artifact.FileName} is not the archive of {chunk.Name} {chunk.Version} that the repository's signed metadata vouch for.");
        if (gate.WhyNever(chunk.Name, chunk.Version) is { } never) throw new HawkbitRefusal($"{chunk.Name} {chunk.Version} is not taken: {never}"); // 4
        var offer = BundleOffer.Of(targets, chunk.Name, chunk.Version, kind);
        var file = new TargetFile(artifact.FileName, archive.Length, new Dictionary<string, byte[]> { ["sha256"] = archive.Sha256 }, default);
        return new TrustedArchive(artifact, chunk.Name, chunk.Version, kind, file) { WhyNotMembers = (bundle, cancel) => SetMembers.WhyNot(offer, bundle, trusted, cancel) };
    }
}
