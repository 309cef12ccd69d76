namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Files in PEM.</summary>
/// <param name="AuthorityFile">Whom to trust instead of the system's authorities.</param>
/// <param name="CertificateFile">The client's certificate, with the chain behind it.</param>
internal sealed record UplinkTls(string? AuthorityFile, string? CertificateFile, string? KeyFile);
