namespace EdgeAppliance.Bundles;

/// <summary>An execution provider the model wants, first wanted first.</summary>
/// <param name="Require">The model is refused where this provider cannot run it; else the next one is tried, and status says so.</param>
public sealed record ProviderSpec(string Name, bool Require);
