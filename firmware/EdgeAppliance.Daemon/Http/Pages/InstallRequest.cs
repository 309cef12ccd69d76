namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Path">A bundle's folder or file on the appliance.</param>
internal sealed record InstallRequest(string? Path);
