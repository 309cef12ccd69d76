namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>What was fetched in a period of the byte budget.</summary>
internal sealed record FetchPeriod(DateTimeOffset Began, long Bytes);
