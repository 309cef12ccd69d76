using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Identity.Revocation;

/// <summary>The certificate that a connection was let in by, as long as the connection lasts: whether it still would be, once the lists of revoked certificates have changed.</summary>
/// <remarks>One thread at a time asks.</remarks>
/// <param name="chain">In DER, the device's own certificate first: those of thousands of clients are many, and live outside of the collector's memory.</param>
/// <param name="seen">The version of the lists that it was checked by.</param>
internal sealed class CertificateProof(DeviceCertificates certificates, IReadOnlyList<byte[]> chain, int seen)
{
    private bool _holds = true;

    /// <summary><see cref="Holds"/> has something to look at, which takes its time.</summary>
    public bool IsToBeChecked => seen != certificates.Version;

    public bool Holds()
    {
        int version = certificates.Version;
        if (seen == version) return _holds;
        seen = version;
        var all = new X509Certificate2Collection();
        try
        {
            foreach (byte[] certificate in chain) all.Add(X509CertificateLoader.LoadCertificate(certificate));
            return _holds = certificates.Find(all[0], all) is not null;
        }
        catch (CryptographicException)
        {
            return _holds = false;
        }
        finally
        {
            foreach (var certificate in all) certificate.Dispose();
        }
    }
}
