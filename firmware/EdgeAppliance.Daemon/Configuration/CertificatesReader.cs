using System.Net;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads one of <c>certificates</c>.</summary>
internal static class CertificatesReader
{
    private const int HostNamesMax = 32;

    public static OwnCertificateConfiguration Read(string name, ConfigSection section)
    {
        var own = new OwnCertificateConfiguration(name, section.RequiredText("certificate"), section.RequiredText("key"))
        {
            Est = section.FindUrl("est", "https"),
            AuthorityFile = section.FindText("ca"),
            User = section.FindText("user"),
            Password = section.FindSecret("password"),
            CommonName = section.FindText("commonName"),
            HostNames = HostNames(section),
        };
        if ((own.User is null) != (own.Password is null)) section.Errors.Add(section.Find("user") ?? section.Find("password")!, "a user and a password come together");
        foreach (string key in new[] { "ca", "user" })
            if (own.Est is null && section.Find("est") is null && section.Find(key) is { } node) section.Errors.Add(node, "is of use only with est");
        section.RefuseUnknownKeys();
        return own;
    }

    private static List<string> HostNames(ConfigSection section)
    {
        var names = new List<string>();
        foreach (var node in section.TextNodes("names"))
        {
            if (section.TextOf(node) is not { } name) continue;
            if (IPAddress.TryParse(name, out _) || (Uri.CheckHostName(name) == UriHostNameType.Dns && name.Length <= 253)) names.Add(name);
            else section.Errors.Add(node, $"'{node.Text}' is no host name or address");
        }
        if (names.Count > HostNamesMax) section.Errors.Add(section.Find("names")!, $"has more than {HostNamesMax} entries");
        return names;
    }
}
