namespace EdgeAppliance.Daemon.Configuration;

/// <summary>The site's own certificate authority.</summary>
/// <param name="CertificateFile">PEM, with those above it behind; null where the appliance makes a root of its own.</param>
/// <param name="Key">PEM, of ECDSA P-256; null where the appliance makes and keeps one.</param>
/// <param name="Life">Of the certificates it issues.</param>
/// <param name="CrlUrl">Where others find its list of revoked certificates; null where certificates do not say.</param>
internal sealed record SiteCaConfiguration(string? CertificateFile, Secret? Key, TimeSpan Life, Uri? CrlUrl);
