namespace EdgeAppliance.Bundles.Requirements;

/// <param name="Name">Of an execution provider, as <c>cuda</c>.</param>
/// <param name="Driver">The versions of its driver that will do; null for any.</param>
public sealed record ProviderRequirement(string Name, VersionRange? Driver);
