using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Core.Files;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>The files of a certificate of the appliance's own. A renewal keeps the key, so that one file is replaced, whole: there is no moment at which certificate and key
/// do not belong together.</summary>
internal sealed class OwnCertificateFiles(OwnCertificateConfiguration configuration)
{
    public static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <returns>The certificate with its key; null where there is none.</returns>
    /// <exception cref="CryptographicException">The files do not belong together, or cannot be read.</exception>
    public X509Certificate2? Read() => File.Exists(configuration.CertificateFile) && File.Exists(configuration.KeyFile)
        ? X509Certificate2.CreateFromPemFile(configuration.CertificateFile, configuration.KeyFile)
        : null;

    /// <summary>The key, which is made where there is none.</summary>
    /// <exception cref="CryptographicException">It is no ECDSA key.</exception>
    public ECDsa Key()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(configuration.KeyFile)) key.ImportFromPem(File.ReadAllText(configuration.KeyFile));
        else DurableFile.Replace(configuration.KeyFile, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        return key;
    }

    /// <param name="issued">The certificate and those above it, in any order.</param>
    /// <exception cref="CryptographicException">None of them is of the key and valid now.</exception>
    public X509Certificate2 Write(X509Certificate2Collection issued, ECDsa key, DateTimeOffset now)
    {
        byte[] mine = key.ExportSubjectPublicKeyInfo();
        var own = issued.FirstOrDefault(one => one.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(mine))
            ?? throw new CryptographicException("the certificate that came is of another key");
        if (now < own.NotBefore || now >= own.NotAfter) throw new CryptographicException($"the certificate that came is good from {own.NotBefore:u} to {own.NotAfter:u}");
        var text = new StringBuilder(own.ExportCertificatePem()).Append('\n');
        foreach (var above in issued.Where(one => one != own)) text.Append(above.ExportCertificatePem()).Append('\n');
        DurableFile.Replace(configuration.CertificateFile, Encoding.ASCII.GetBytes(text.ToString()), isPublic: true);
        return own;
    }
}
