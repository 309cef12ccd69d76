namespace EdgeAppliance.Daemon.Updates;

/// <summary>An installation whose bundle is copied and whose manifest was read.</summary>
/// <param name="Staged">The folder that holds the copy.</param>
internal sealed record PendingInstall(string Model, string Version, long Id, string Staged);
