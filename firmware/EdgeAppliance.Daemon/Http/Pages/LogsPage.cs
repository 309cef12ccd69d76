namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/logs</c>.</summary>
/// <param name="Next">What to ask for <c>after</c> next time.</param>
/// <param name="Missed">Lines after the one asked for that were no longer there, or over the number asked for.</param>
internal sealed record LogsPage(IReadOnlyList<LogLine> Lines, long Next, long Missed);
