namespace EdgeAppliance.Bundles.Requirements;

/// <summary>A model that runs, and on which execution provider; null where that is not known.</summary>
public sealed record RunningModel(BundleManifest Manifest, string? Provider);
