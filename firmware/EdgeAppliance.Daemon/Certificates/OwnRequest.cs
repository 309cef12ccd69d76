using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>A certificate that the appliance wants for itself.</summary>
/// <param name="Current">What it renews, with its key; null for the first.</param>
internal sealed record OwnRequest(ECDsa Key, string CommonName, IReadOnlyList<string> HostNames, X509Certificate2? Current)
{
    // RFC 5280 section 4.2.1.6.
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>Null where there are none.</summary>
    public SubjectAlternativeNameBuilder? Names
    {
        get
        {
            if (HostNames.Count == 0) return null;
            var names = new SubjectAlternativeNameBuilder();
            foreach (string name in HostNames)
                if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
                else names.AddDnsName(name);
            return names;
        }
    }

    /// <summary>As PKCS #10, DER. RFC 7030 section 4.2.2 wants the subject and the names of the certificate that it renews.</summary>
    public byte[] ToSigningRequest()
    {
        var request = new CertificateRequest(Current?.SubjectName ?? SubjectName.Of(CommonName), Key, HashAlgorithmName.SHA256);
        var before = Current?.Extensions.FirstOrDefault(extension => extension.Oid?.Value == AlternativeNames);
        if (before is not null) request.CertificateExtensions.Add(before);
        else if (Current is null && Names is { } names) request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    /// <summary>A certificate that nobody vouches for, until there is one.</summary>
    public X509Certificate2 SelfSigned(DateTimeOffset now)
    {
        var request = new CertificateRequest(SubjectName.Of(CommonName), Key, HashAlgorithmName.SHA256);
        if (Names is { } names) request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }
}
