using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity.Revocation;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Finds the device of a certificate: by its thumbprint, or by the common name that a trusted authority put into it.</summary>
/// <param name="authorities">Who vouches for devices; null where nobody does, and only a known thumbprint counts.</param>
/// <param name="now">The time that certificates are checked against.</param>
/// <param name="revoked">What authorities have taken back; null where nobody says.</param>
internal sealed class DeviceCertificates(DeviceRegistry registry, X509Certificate2Collection? authorities, Func<DateTimeOffset> now, RevocationLists? revoked = null)
{
    /// <summary>Another number once what was trusted may be so no more.</summary>
    public int Version => revoked?.Version ?? 0;

    /// <summary>For a connection that lasts.</summary>
    /// <returns>Null where nobody takes certificates back.</returns>
    public CertificateProof? Proof(X509Certificate2 certificate, X509Certificate2Collection? sent) =>
        revoked is null ? null : new CertificateProof(this, [certificate.RawData, .. (sent ?? []).Select(other => other.RawData)], revoked.Version);

    /// <returns>Null where it is not trusted, or no device's.</returns>
    public KnownDevice? Find(X509Certificate2 certificate, X509Certificate2Collection? sent)
    {
        var at = now();
        if (at < certificate.NotBefore || at > certificate.NotAfter) return null;
        string thumbprint = Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
        var device = registry.Find(new ThumbprintCredential(thumbprint));
        // One that was issued here needs nobody to vouch for it.
        if (device is not null && device.Record.Credentials.Any(known => known is IssuedCredential issued && issued.Sha256 == thumbprint)) return device;
        if (authorities is not null && CertificateChain.WhyNot(certificate, sent, authorities, at, CertificateChain.ClientPurpose, revoked is null ? null : revoked.WhyNot) is not null) return null;
        if (device is not null) return device;
        // Without an authority anybody may have written the name.
        if (authorities is null) return null;
        return SubjectName.CommonName(certificate.SubjectName) is { Length: > 0 } name ? registry.Find(new SubjectCredential(name)) : null;
    }
}
