namespace EdgeAppliance.Inference.Repository.Versions;

/// <summary>A version that did badly on this appliance, and is not taken again.</summary>
public sealed record BlockedVersion(string Version, string Reason);
