namespace EdgeAppliance.Edgectl.Clock;

/// <summary>A server that the appliance is configured to trust, and whose replies say what time it is.</summary>
/// <param name="Url">Of https.</param>
/// <param name="AuthorityFile">Certificates in PEM, of whom it is trusted by; null for the system's.</param>
/// <param name="Proxy">Null for none.</param>
internal sealed record DateServer(Uri Url, string? AuthorityFile, Uri? Proxy);
