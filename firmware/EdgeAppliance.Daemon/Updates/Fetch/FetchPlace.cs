namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Where fetched versions are put together, what is noted of them, and what they may cost.</summary>
/// <param name="Now">The latest time known.</param>
internal sealed record FetchPlace(string Folder, FetchJournal Journal, FetchRoom Room, FetchLimits Limits, Func<DateTimeOffset> Now);
