using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>How far a certificate's life has gone.</summary>
internal readonly record struct CertificateLife(DateTimeOffset From, DateTimeOffset To)
{
    public static CertificateLife Of(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());

    /// <summary>At two thirds of its life it is renewed, so that a third is left to mend what hinders that.</summary>
    public bool IsDue(DateTimeOffset now) => now >= From + ((To - From) * 2 / 3);

    public bool IsOver(DateTimeOffset now) => now >= To;
}
