using System.Text;
using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads <c>listen.dtls</c>: <c>keys</c> (identity to secret), <c>certificate</c> and <c>key</c>, <c>ca</c> and <c>clients</c>.</summary>
internal static class DtlsReader
{
    private const int IdentityBytesMax = 128;

    /// <param name="listens">Whether there is an address that needs it.</param>
    /// <param name="hasAccess">It is configured which devices are let in: their keys and certificates are known, too.</param>
    public static DtlsConfiguration? Read(ConfigSection listen, bool listens, bool hasAccess)
    {
        var section = listen.FindSection("dtls");
        if (section is null)
        {
            if (listens) listen.Errors.Add(listen.Find("coaps")!, "needs listen.dtls, with keys of devices or a certificate");
            return null;
        }
        var dtls = new DtlsConfiguration
        {
            Keys = ReadKeys(section.FindSection("keys")),
            CertificateFile = section.FindText("certificate"),
            KeyFile = section.FindText("key"),
            AuthorityFile = section.FindText("ca"),
            TakesAnonymous = section.Choice("clients", false, ("required", false), ("optional", true)),
            Fingerprint = section.Fingerprint(),
        };
        section.RefuseUnknownKeys();
        Check(section, dtls, hasAccess);
        return dtls;
    }

    private static void Check(ConfigSection section, DtlsConfiguration dtls, bool hasAccess)
    {
        if ((dtls.CertificateFile is null) != (dtls.KeyFile is null))
            section.Errors.Add(section.Find("certificate") ?? section.Find("key")!, "a certificate and a key come together");
        else if (dtls.CertificateFile is null && section.Find("keys") is null && !hasAccess)
            section.Errors.Add(section.Node, "needs keys of devices, or a certificate and its key");
        if (dtls is { CertificateFile: not null, AuthorityFile: null, TakesAnonymous: false } && !hasAccess)
            section.Errors.Add(section.Find("certificate")!, "needs a ca that devices' certificates come from; or set clients to 'optional'");
        if (hasAccess && dtls.TakesAnonymous)
            section.Errors.Add(section.Find("clients")!, "'optional' would take whatever device, where access says which are let in");
        if (hasAccess && dtls.AuthorityFile is not null)
            section.Errors.Add(section.Find("ca")!, "is access.ca where access says which devices are let in");
        if (dtls is { CertificateFile: null, AuthorityFile: not null })
            section.Errors.Add(section.Find("ca")!, "is of use only with a certificate");
    }

    private static Dictionary<string, byte[]> ReadKeys(ConfigSection? section)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (section is null) return keys;
        foreach (var (identity, node) in section.Node.Members)
        {
            var secret = section.FindSecret(identity);
            if (identity.Length == 0 || identity.Contains('/') || Encoding.UTF8.GetByteCount(identity) > IdentityBytesMax)
                section.Errors.Add(node, $"an identity is a device's name, of 1 to {IdentityBytesMax} bytes without '/'");
            else if (secret is not null && KeyOf(secret.Reveal(), out string wrong) is var key)
            {
                if (key is null) section.Errors.Add(node, wrong);
                else keys.Add(identity, key);
            }
        }
        return keys;
    }

    private static byte[]? KeyOf(string text, out string wrong)
    {
        wrong = "";
        try
        {
            return KeyCredential.Parse(text).Key;
        }
        catch (FormatException e)
        {
            wrong = e.Message;
            return null;
        }
    }
}
