using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>An archive that hawkBit hands out, and what somebody who is trusted says that it must be.</summary>
/// <param name="File">Its length and hashes, which the server's word does not touch.</param>
internal sealed record TrustedArchive(DdiArtifact Artifact, string Name, string Version, BundleKind Kind, TargetFile File)
{
    /// <summary>Why whoever vouches for a set of models may not vouch for its members; null where he may.</summary>
    public Func<BundleFolder, CancellationToken, Task<string?>> WhyNotMembers { get; init; } = static (_, _) => Task.FromResult<string?>(null);
}
