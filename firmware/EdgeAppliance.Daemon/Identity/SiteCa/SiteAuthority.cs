using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>The site's small certificate authority: signs certificates of devices, and the list of those that are revoked. Any thread asks.</summary>
internal sealed class SiteAuthority(X509Certificate2 own, X509Certificate2Collection chain, SiteCaConfiguration configuration, RevocationList revoked) : IDisposable
{
    private const int SerialBytes = 16;

    private static readonly TimeSpan s_before = TimeSpan.FromHours(1);

    public X509Certificate2 Certificate => own;

    /// <summary>Its own certificate, and those above it.</summary>
    public X509Certificate2Collection Chain => chain;

    public RevocationList Revoked => revoked;

    /// <summary>Signs a certificate of a device, for use as a client.</summary>
    /// <exception cref="CryptographicException">The authority's own time is over.</exception>
    public X509Certificate2 Issue(PublicKey key, string device, DateTimeOffset now) => Issue(key, device, now, [CertificateChain.ClientPurpose], null);

    /// <summary>Signs a certificate.</summary>
    /// <param name="purposes">Object identifiers of RFC 5280 section 4.2.1.12.</param>
    /// <param name="names">By which a server is asked for; null where it is none.</param>
    /// <exception cref="CryptographicException">The authority's own time is over.</exception>
    public X509Certificate2 Issue(PublicKey key, string commonName, DateTimeOffset now, string[] purposes, SubjectAlternativeNameBuilder? names)
    {
        if (now >= own.NotAfter) throw new CryptographicException("the authority's certificate has expired");
        var request = new CertificateRequest(SubjectName.Of(commonName), key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        extensions.Add(new X509EnhancedKeyUsageExtension([.. purposes.Select(purpose => new Oid(purpose))], critical: false));
        extensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(own, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null) extensions.Add(names.Build());
        if (configuration.CrlUrl is { } url) extensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url.AbsoluteUri]));
        DateTimeOffset until = now + configuration.Life, end = own.NotAfter;
        return request.Create(own, Later(now - s_before, own.NotBefore), until < end ? until : end, Serial());
    }

    /// <summary>As the registry keeps it.</summary>
    public static IssuedCredential CredentialOf(X509Certificate2 certificate) => IssuedCredential.Parse(
        certificate.GetCertHashString(HashAlgorithmName.SHA256), certificate.SerialNumber, certificate.NotAfter.ToUniversalTime());

    public void Dispose() => own.Dispose();

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    // RFC 5280 section 4.1.2.2: positive, and by CA/Browser practice of chance enough that nobody foresees it.
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }
}
