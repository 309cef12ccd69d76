namespace EdgeAppliance.Daemon.Configuration;

internal static class AccessReader
{
    private static readonly TimeSpan s_lifeUsual = TimeSpan.FromDays(90);
    private static readonly TimeSpan s_lifeLeast = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_lifeMost = TimeSpan.FromDays(1100);

    private static readonly TimeSpan s_skewUsual = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_skewMost = TimeSpan.FromMinutes(10);

    public static AccessConfiguration? Read(ConfigSection? section)
    {
        if (section is null) return null;
        var tenants = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tenant) in section.Sections("tenants"))
        {
            if (!Names.IsName(name)) tenant.Errors.Add(tenant.Node, Names.Rule);
            tenant.RefuseUnknownKeys();
            tenants.Add(name);
        }
        var access = new AccessConfiguration(section.FindText("devices"), section.FindText("ca"), tenants)
        {
            RevocationFiles = [.. section.TextNodes("crl").Select(section.TextOf).OfType<string>()], SiteCa = SiteCa(section.FindSection("siteCa")), OAuth = OAuth(section.FindSection("oauth")),
        };
        if (access is { AuthorityFile: null, RevocationFiles.Count: > 0 }) section.Errors.Add(section.Find("crl")!, "is of use only with a ca");
        section.RefuseUnknownKeys();
        return access;
    }

    private static OAuthConfiguration? OAuth(ConfigSection? section)
    {
        if (section is null) return null;
        string issuer = section.RequiredText("issuer");
        var oauth = new OAuthConfiguration(
            issuer, section.RequiredText("audience"), section.FindUrl("keys", "https"), section.FindText("ca"), section.Duration("clockSkew", s_skewUsual, TimeSpan.Zero, s_skewMost));
        // The same as a URL, whose text would be another: tokens are compared by the text.
        if (issuer.Length > 0) section.FindUrl("issuer", "https");
        section.RefuseUnknownKeys();
        return oauth;
    }

    private static SiteCaConfiguration? SiteCa(ConfigSection? section)
    {
        if (section is null) return null;
        var authority = new SiteCaConfiguration(
            section.FindText("certificate"), section.FindSecret("key"), section.Duration("life", s_lifeUsual, s_lifeLeast, s_lifeMost), section.FindUrl("crlUrl", "http", "https"));
        if (authority is { CertificateFile: not null, Key: null }) section.Errors.Add(section.Find("certificate")!, "needs its key, as ${credential:NAME} or ${file:PATH}");
        section.RefuseUnknownKeys();
        return authority;
    }
}
