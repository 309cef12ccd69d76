namespace EdgeAppliance.Edgectl.Bundles;

/// <param name="What">What was proven.</param>
/// <param name="WhyNot">Null where it held.</param>
internal sealed record BundleFinding(string What, string? WhyNot);
