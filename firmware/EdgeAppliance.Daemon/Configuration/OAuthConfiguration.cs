namespace EdgeAppliance.Daemon.Configuration;

/// <summary>The one issuer whose bearer tokens are taken.</summary>
/// <param name="Issuer">Exactly as tokens name it.</param>
/// <param name="Audience">By which tokens name this appliance.</param>
/// <param name="Keys">Where its keys are; null where its discovery document says so.</param>
/// <param name="AuthorityFile">PEM; whom to trust that its server is it. Null for the system's authorities.</param>
/// <param name="ClockSkew">By so much its clock may differ.</param>
internal sealed record OAuthConfiguration(string Issuer, string Audience, Uri? Keys, string? AuthorityFile, TimeSpan ClockSkew);
