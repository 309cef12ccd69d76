using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.SiteCa;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>The appliance's own site authority.</summary>
/// <param name="authority">Null where there is none.</param>
internal sealed class SiteCaIssuer(SiteAuthority? authority, Func<DateTimeOffset> now) : ICertificateIssuer
{
    public Task<X509Certificate2Collection> Issue(OwnRequest request, CancellationToken stop)
    {
        if (authority is null) throw new CryptographicException("there is no site authority: configure access.siteCa, or est");
        var key = new PublicKey(request.Key);
        var issued = authority.Issue(key, request.CommonName, now(), [CertificateChain.ServerPurpose, CertificateChain.ClientPurpose], request.Names);
        return Task.FromResult<X509Certificate2Collection>([issued, .. authority.Chain.Where(one => !OwnCertificateFiles.IsSelfSigned(one))]);
    }
}
