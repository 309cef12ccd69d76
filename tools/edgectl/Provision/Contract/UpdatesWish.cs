namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Where updates come from.</summary>
/// <param name="Root">The repository's <c>root.json</c>, from which trust starts; null keeps the one that is there.</param>
internal sealed record UpdatesWish(string? Url, byte[]? Root);
