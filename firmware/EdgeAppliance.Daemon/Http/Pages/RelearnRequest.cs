namespace EdgeAppliance.Daemon.Http.Pages;

internal sealed record RelearnRequest(string? Pipeline);
