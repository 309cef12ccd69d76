namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>A token that the issuer made for the appliance, and that is good now.</summary>
/// <param name="Scope">Words with spaces between.</param>
internal sealed record BearerToken(string Subject, string Scope, DateTimeOffset Expires);
