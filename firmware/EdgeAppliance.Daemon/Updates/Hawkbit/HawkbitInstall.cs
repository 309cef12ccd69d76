namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>An installation that is waited for.</summary>
/// <param name="After">Those with this id and lower ones are older.</param>
internal sealed record HawkbitInstall(string Name, string Version, long After);
