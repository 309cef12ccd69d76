namespace EdgeAppliance.Daemon.Configuration;

/// <summary>An HTTP proxy, which is asked to CONNECT where the other end speaks TLS.</summary>
/// <param name="User">Null where it asks for none.</param>
internal sealed record ProxyConfiguration(Uri Url, string? User, Secret? Password);
