namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads <c>updates.hawkbit</c>.</summary>
internal static class HawkbitReader
{
    private const int NameMax = 256;
    private const int KeysMax = 16;
    private const string StandardTenant = "DEFAULT";
    private static readonly TimeSpan s_pollLeast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pollMost = TimeSpan.FromDays(7);

    /// <param name="hasRepository">Whether a repository's metadata can be asked.</param>
    /// <returns>Null where there is none, or no address.</returns>
    public static HawkbitConfiguration? Read(ConfigSection? section, bool hasRepository)
    {
        if (section is null) return null;
        var url = section.FindUrl("url", "https", "http");
        if (section.Find("url") is null) section.Errors.Add(section.Node, "url is missing");
        var standard = new HawkbitConfiguration(url ?? new Uri("https://nowhere.invalid"), StandardTenant);
        var read = standard with
        {
            Tenant = Name(section, "tenant") ?? StandardTenant,
            Controller = Name(section, "controller"),
            Token = section.FindSecret("token"),
            GatewayToken = section.FindSecret("gatewayToken"),
            Tls = BrokerReader.Tls(section, url, "http"),
            KeyFiles = Keys(section),
            PollLeast = section.Duration("pollLeast", standard.PollLeast, s_pollLeast, s_pollMost),
            PollMost = section.Duration("pollMost", standard.PollMost, s_pollLeast, s_pollMost),
            Confirms = section.Boolean("confirm", false),
            TakesOlder = section.Boolean("older", false),
        };
        read = read with { Threshold = section.Integer("threshold", 1, 1, KeysMax) };
        bool isOpen = section.Boolean("unencrypted", false);
        Check(section, read, hasRepository, isOpen);
        section.RefuseUnknownKeys();
        return url is null ? null : read;
    }

    private static void Check(ConfigSection section, HawkbitConfiguration read, bool hasRepository, bool isOpen)
    {
        bool hasKeys = section.Find("keys") is { } keys && keys is not { Kind: ConfigKind.List, Items.Count: 0 };
        if (read.PollMost < read.PollLeast) section.Errors.Add(section.Find("pollMost") ?? section.Find("pollLeast")!, "pollMost is less than pollLeast");
        if (read is { Token: not null, GatewayToken: not null }) section.Errors.Add(section.Find("gatewayToken")!, "stands beside a token; the server takes one of them");
        if (read is { Token: null, GatewayToken: null, Tls.CertificateFile: null } && section.Find("token") is null && section.Find("gatewayToken") is null)
            section.Errors.Add(section.Node, "needs a token, a gatewayToken, or a certificate with its key");
        if (read.Url is { Scheme: "http", IsLoopback: false } && !isOpen) section.Errors.Add(section.Find("url")!, "would show the token to whoever listens; write https, or \"unencrypted\": true");
        if (!hasKeys && !hasRepository)
            section.Errors.Add(section.Node, "nobody would vouch for what it brings: name a repository with updates.url and updates.root, or who signs archives with keys");
        if (section.Find("threshold") is { } threshold && !hasKeys) section.Errors.Add(threshold, "is of keys, and there are none");
        else if (read.KeyFiles.Count > 0 && read.Threshold > read.KeyFiles.Count) section.Errors.Add(section.Find("threshold")!, $"is more than there are keys: {read.KeyFiles.Count}");
    }

    private static string? Name(ConfigSection section, string key)
    {
        if (section.FindText(key) is not { } text) return null;
        if (text.Length is > 0 and <= NameMax && text.AsSpan().IndexOfAny("/\\?#") < 0 && text is not ("." or "..") && !text.Any(char.IsControl)) return text;
        section.Errors.Add(section.Find(key)!, $"must be 1 to {NameMax} characters, without / \\ ? #");
        return null;
    }

    private static List<string> Keys(ConfigSection section)
    {
        var files = new List<string>();
        foreach (var node in section.TextNodes("keys"))
        {
            if (section.TextOf(node) is not { } text) continue;
            if (Path.IsPathRooted(text)) files.Add(text);
            else section.Errors.Add(node, $"'{text}' is no absolute path of a file with a public key");
        }
        if (files.Count > KeysMax) section.Errors.Add(section.Find("keys")!, $"has more than {KeysMax} entries");
        return files;
    }
}
