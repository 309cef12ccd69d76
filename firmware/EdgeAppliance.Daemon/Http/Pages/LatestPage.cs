namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>The newest reading of each device of a source, since the daemon's start.</summary>
internal sealed record LatestPage(string Source, IReadOnlyList<LatestStatus> Devices);
