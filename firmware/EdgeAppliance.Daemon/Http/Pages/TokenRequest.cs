namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>Asks for a token.</summary>
/// <param name="Scope">As the token file writes it: ingest, read, operate or admin.</param>
internal sealed record TokenRequest(string? Name, string? Scope);
