namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>A begun installation, or why there is none; one of the two is null.</summary>
internal sealed record InstallResult(InstallStatus? Install, string? Error);
