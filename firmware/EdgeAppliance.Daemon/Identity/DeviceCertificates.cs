using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Finds the device of a certificate: by its thumbprint, or by the common name that a trusted authority put into it.</summary>
/// <param name="authorities">Who vouches for devices; null where nobody does, and only a known thumbprint counts.</param>
/// <param name="now">The time that certificates are checked against.</param>
internal sealed class DeviceCertificates(DeviceRegistry registry, X509Certificate2Collection? authorities, Func<DateTimeOffset> now)
{
    // RFC 5280, appendix A.1: id-at-commonName.
    private const string CommonNameType = "2.5.4.3";

    /// <returns>Null where it is not trusted, or no device's.</returns>
    public KnownDevice? Find(X509Certificate2 certificate, X509Certificate2Collection? sent)
    {
        if (!IsTrusted(certificate, sent)) return null;
        string thumbprint = Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
        if (registry.Find(new ThumbprintCredential(thumbprint)) is { } device) return device;
        // Without an authority anybody may have written the name.
        if (authorities is null) return null;
        return CommonName(certificate.SubjectName) is { Length: > 0 } name ? registry.Find(new SubjectCredential(name)) : null;
    }

    /// <summary>Of a subject that has one. X509NameType.SimpleName would take another part of the subject where there is none.</summary>
    private static string? CommonName(X500DistinguishedName subject)
    {
        string? found = null;
        try
        {
            foreach (var part in subject.EnumerateRelativeDistinguishedNames())
            {
                if (part.HasMultipleElements || part.GetSingleElementType().Value != CommonNameType) continue;
                if (found is not null) return null;
                found = part.GetSingleElementValue();
            }
            return found;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection? sent)
    {
        var at = now();
        if (at < certificate.NotBefore || at > certificate.NotAfter) return false;
        return authorities is null || CertificateChain.WhyNot(certificate, sent, authorities, at, CertificateChain.ClientPurpose) is null;
    }
}
