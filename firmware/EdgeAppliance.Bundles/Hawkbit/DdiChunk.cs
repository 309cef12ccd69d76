namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>A software module of a deployment.</summary>
/// <param name="Part">Its type, as <c>bApp</c> or <c>os</c>.</param>
public sealed record DdiChunk(string Part, string Name, string Version, IReadOnlyList<DdiArtifact> Artifacts);
