namespace EdgeAppliance.Daemon.Updates.Rollouts;

/// <summary>A version that is newer than what runs, and not this device's to take now.</summary>
internal sealed record HeldVersion(string Model, string Version, string? Deployment, string Reason, DateTimeOffset Since);
