using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Whether a certificate's chain ends at a trusted authority and is valid at a time that is known, which on a board without a
/// battery is not always what the clock says.</summary>
internal static class CertificateChain
{
    /// <summary>Of RFC 5280 section 4.2.1.12.</summary>
    public const string ServerPurpose = "1.3.6.1.5.5.7.3.1";

    /// <inheritdoc cref="ServerPurpose"/>
    public const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    /// <param name="sent">What came beside the certificate.</param>
    /// <param name="authorities">Whom to trust; null for the system's authorities.</param>
    /// <param name="revoked">Says of a certificate and its issuer why it is of use no more; null where it is.</param>
    /// <returns>Null where it is trusted.</returns>
    public static string? WhyNot(X509Certificate2 certificate, X509Certificate2Collection? sent, X509Certificate2Collection? authorities, DateTimeOffset now, string purpose,
        Func<X509Certificate2, X509Certificate2, string?>? revoked = null)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        // A stranger's certificate must not send us to an address that it names.
        chain.ChainPolicy.DisableCertificateDownloads = purpose == ClientPurpose;
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (authorities is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        if (chain.Build(certificate)) return revoked is null ? null : Revoked(chain, revoked);
        return string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
    }

    private static string? Revoked(X509Chain chain, Func<X509Certificate2, X509Certificate2, string?> revoked)
    {
        for (int i = 0; i + 1 < chain.ChainElements.Count; i++)
            if (revoked(chain.ChainElements[i].Certificate, chain.ChainElements[i + 1].Certificate) is { } reason) return reason;
        return null;
    }
}
