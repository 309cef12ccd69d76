using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>Gives the appliance its own certificates.</summary>
internal interface ICertificateIssuer
{
    /// <returns>The certificate, and those above it that are to be shown beside it, in any order.</returns>
    /// <exception cref="HttpRequestException">The issuer cannot be reached, or refuses.</exception>
    /// <exception cref="FormatException">What it says cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It cannot sign now.</exception>
    Task<X509Certificate2Collection> Issue(OwnRequest request, CancellationToken stop);
}
