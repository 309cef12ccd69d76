namespace EdgeAppliance.Daemon.Http.Pages;

internal sealed record DeviceRequest(string? Id);
