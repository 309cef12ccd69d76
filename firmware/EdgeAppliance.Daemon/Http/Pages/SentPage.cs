namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/sent</c>: what has left in bundles of data.</summary>
internal sealed record SentPage(IReadOnlyList<SentUplink> Uplinks);
