namespace EdgeAppliance.Daemon.Http.Pages;

internal sealed record InstalledBundle(string Name, string Version, InstallState State, DateTimeOffset Since);
