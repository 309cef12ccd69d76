namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Who the appliance says it is to those that connect by TLS, in PEM.</summary>
/// <param name="CertificateFile">With the chain behind it.</param>
internal sealed record ListenTls(string CertificateFile, string KeyFile);
