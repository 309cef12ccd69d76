namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>Asks for a token by which a device gets its certificate.</summary>
/// <param name="Hours">How long it is good; a day where it is left out.</param>
internal sealed record EnrolmentRequest(string? Id, double? Hours);
