using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Reads <c>identity</c>.</summary>
internal static class IdentityReader
{
    private const int NamesMax = 32, UrlCharsMax = 512, PemCharsMax = 64 << 10, UserCharsMax = 256, TokenCharsMax = 1024;

    public static IdentityWish Read(PlainSection section)
    {
        var est = section.Section("est");
        bool isRequest = section.Keys.Boolean("request", false);
        if (est is not null && isRequest) section.Keys.Errors.Add(section.Keys.Find("request")!, "does not go with est: the certificate comes from one of them");
        if (est is null && !isRequest && section.Keys.Find("est") is null)
            section.Keys.Errors.Add(section.Keys.Node, "says nothing of where the certificate comes from: est, or \"request\": true");
        var wish = new IdentityWish(est is null ? null : Est(est), section.Texts("names", NamesMax, 253, Rules.IsHost, "must be a host name or an address") ?? []);
        section.Keys.RefuseUnknownKeys();
        return wish;
    }

    private static EstWish Est(PlainSection section)
    {
        string? authority = section.Text("ca", PemCharsMax, severalLines: true);
        if (authority is not null && !IsCertificates(authority)) section.Keys.Errors.Add(section.Keys.Find("ca")!, "must be certificates in PEM");
        var est = new EstWish(
            section.Required("url", UrlCharsMax, text => Rules.IsUrl(text, "https"), "must be a URL of https, without a user or password in it"),
            authority, section.Text("user", UserCharsMax), section.Required("token", TokenCharsMax, _ => true, ""));
        section.Keys.RefuseUnknownKeys();
        return est;
    }

    private static bool IsCertificates(string pem)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(pem);
            return all.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
