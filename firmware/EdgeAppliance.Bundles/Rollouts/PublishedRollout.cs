namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>A rollout, and the version that it brings.</summary>
public sealed record PublishedRollout(string Bundle, string Version, Rollout Rollout);
