using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Reads subjects of certificates and of requests for them, which strangers write.</summary>
internal static class SubjectName
{
    // RFC 5280, appendix A.1: id-at-commonName.
    private const string CommonNameType = "2.5.4.3";

    /// <returns>The subject's one common name; null where it has none or several. X509NameType.SimpleName would take another part then.</returns>
    public static string? CommonName(X500DistinguishedName subject)
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

    public static X500DistinguishedName Of(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }
}
