using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads <c>updates</c>.</summary>
internal static class UpdatesReader
{
    private const int ModelsMax = 256;
    private const int TopicCharactersMax = 256;
    private const long SizeLeast = 1024;
    private static readonly TimeSpan s_everyLeast = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_everyMost = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_budgetLeast = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_budgetMost = TimeSpan.FromDays(366);

    /// <returns>Null where nothing is fetched.</returns>
    public static UpdatesConfiguration? Read(ConfigSection? section)
    {
        if (section is null) return null;
        string root = section.FindSection("hawkbit") is null || section.Find("url") is not null || section.Find("sticks") is not null ? section.RequiredText("root") : section.Text("root", "");
        var url = section.FindUrl("url", "https", "http", "file", OciReference.Scheme, OciReference.PlainScheme);
        if (url is not null && url.Scheme.StartsWith(OciReference.Scheme, StringComparison.Ordinal) && OciReference.TryParse(url) is null) section.Errors.Add(section.Find("url")!, "names no place in a registry, as oci://registry.example/edge/fleet:tuf");
        var sticks = Texts(section, "sticks", Path.IsPathRooted, "no absolute path of a folder");
        if (url is null && section.Find("url") is null && sticks.Count == 0 && section.Find("hawkbit") is null) section.Errors.Add(section.Node, "url is missing");
        var standard = new UpdatesConfiguration(url ?? new Uri("file:///"), root) { Sticks = sticks, HasUrl = url is not null };
        var read = standard with
        {
            Every = section.Duration("every", standard.Every, s_everyLeast, s_everyMost),
            Models = Texts(section, "models", BundlePath.IsName, "no name of a model"),
            Peers = [.. Texts(section, "peers", IsPeer, "no address of an appliance, as http://10.0.0.7:8080").Select(peer => new Uri(peer.TrimEnd('/') + '/'))],
            ServesPeers = section.Boolean("servePeers", false),
            User = section.FindText("user"),
            Password = section.FindSecret("password"),
            Bundles = Texts(section, "bundles", BundlePath.IsName, "no name of a bundle"),
            RequiredSchemes = Texts(section, "require", scheme => SignatureScheme.Find(scheme) is not null, "no signature scheme that is known, as ecdsa-sha2-nistp256 or ml-dsa-65"),
            RateMax = section.Find("rate") is null ? null : section.Size("rate", 0, SizeLeast),
            BytesMax = section.Size("bytes", standard.BytesMax, SizeLeast),
            Hours = ReadHours(section),
            Nudge = ReadNudge(section),
        };
        read = ReadBudget(section, read);
        read = read with { Proxy = ReadProxy(section), Hawkbit = HawkbitReader.Read(section.FindSection("hawkbit"), section.Find("url") is not null) };
        section.RefuseUnknownKeys();
        return read;
    }

    private static bool IsPeer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var peer) && peer.Scheme is "http" or "https" && peer is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 };

    private static UpdatesConfiguration ReadBudget(ConfigSection section, UpdatesConfiguration read)
    {
        if (section.Find("budget") is null && section.Find("budgetEvery") is null) return read;
        if (section.Find("budget") is null) section.Errors.Add(section.Find("budgetEvery")!, "says in which time a budget is spent, and there is no 'budget'");
        return read with { PeriodBytesMax = section.Size("budget", long.MaxValue, SizeLeast), Period = section.Duration("budgetEvery", TimeSpan.FromDays(1), s_budgetLeast, s_budgetMost) };
    }

    private static List<DayHours> ReadHours(ConfigSection section)
    {
        var all = new List<DayHours>();
        foreach (var node in section.TextNodes("hours"))
        {
            if (section.TextOf(node) is not { } text) continue;
            if (DayHours.TryParse(text, out var hours)) all.Add(hours);
            else section.Errors.Add(node, $"'{node.Text}' is no hours of a day; write them as 22:00-06:00, UTC");
        }
        return all;
    }

    private static ProxyConfiguration? ReadProxy(ConfigSection section)
    {
        var (url, user, password) = (section.FindUrl("proxy", "http", "https"), section.FindText("proxyUser"), section.FindSecret("proxyPassword"));
        if (section.Find("proxy") is null && user is not null) section.Errors.Add(section.Find("proxyUser")!, "is for a proxy, and there is no 'proxy'");
        if (user is null && password is not null) section.Errors.Add(section.Find("proxyPassword")!, "is a user's, and there is no 'proxyUser'");
        return url is null ? null : new ProxyConfiguration(url, user, password);
    }

    private static string? ReadNudge(ConfigSection section)
    {
        if (section.FindText("nudge") is not { } topic) return null;
        if (topic.Length is > 0 and <= TopicCharactersMax && topic.AsSpan().IndexOfAny('+', '#', '\0') < 0) return topic;
        section.Errors.Add(section.Find("nudge")!, $"must be one topic of at most {TopicCharactersMax} characters, without + or #");
        return null;
    }

    private static List<string> Texts(ConfigSection section, string key, Func<string, bool> isValid, string rule)
    {
        var texts = new List<string>();
        foreach (var node in section.TextNodes(key))
        {
            if (section.TextOf(node) is not { } text) continue;
            if (isValid(text)) texts.Add(text);
            else section.Errors.Add(node, $"'{node.Text}' is {rule}");
        }
        if (texts.Count > ModelsMax) section.Errors.Add(section.Find(key)!, $"has more than {ModelsMax} entries");
        return texts;
    }
}
