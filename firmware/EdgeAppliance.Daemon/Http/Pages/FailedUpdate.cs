namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>A version that this appliance could not take, or rolled back.</summary>
internal sealed record FailedUpdate(string Model, string Version, string Reason);
