namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>A software module of a deployment.</summary>
public sealed record DdiChunk(string Name, string Version, IReadOnlyList<DdiArtifact> Artifacts);
