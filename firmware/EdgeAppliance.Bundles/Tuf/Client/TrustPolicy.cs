namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>What a device wants beyond what the specification does.</summary>
/// <param name="RequiredSchemes">Root, targets and delegated targets need their threshold of signatures by each of these; as
/// <c>ml-dsa-65</c> beside <c>ecdsa-sha2-nistp256</c>, so that it takes the breaking of both to forge a release. The online roles
/// need not: what they can do alone is to hold back.</param>
public sealed record TrustPolicy(IReadOnlyList<string> RequiredSchemes)
{
    public static TrustPolicy Standard { get; } = new([]);
}
