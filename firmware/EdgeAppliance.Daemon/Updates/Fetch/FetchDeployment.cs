namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>A version that is being fetched, and what came for it over the line, in bytes.</summary>
internal sealed record FetchDeployment(string Model, string Version, DateTimeOffset StartedAt, long Bytes);
