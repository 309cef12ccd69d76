using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Clock;

/// <summary>Finds the servers in an <c>appliance.json</c>: of updates, of certificates (EST), of uplinks over HTTP. Nothing is filled in: a proxy that wants a
/// password is not used.</summary>
internal static class DateServers
{
    /// <returns>Empty where there are none, or the file is no JSON.</returns>
    public static IReadOnlyList<DateServer> Read(ReadOnlySpan<byte> appliance)
    {
        var errors = new ConfigErrors("");
        var servers = new List<DateServer>();
        if (ConfigParser.Parse(appliance, errors) is not { } root) return servers;
        var updates = Member(root, "updates");
        Add(servers, updates, "url", Member(updates, "proxyUser") is null ? Url(updates, "proxy") : null);
        Add(servers, Member(updates, "hawkbit"), "url");
        foreach (var own in Members(root, "certificates")) Add(servers, own, "est");
        foreach (var uplink in Members(root, "uplinks")) Add(servers, uplink, "url");
        return [.. servers.DistinctBy(server => (server.Url.Authority, server.AuthorityFile))];
    }

    private static void Add(List<DateServer> servers, ConfigNode? section, string key, Uri? proxy = null)
    {
        if (Url(section, key) is { Scheme: "https" } url) servers.Add(new DateServer(url, Member(section, "ca")?.Text is { Length: > 0 } file ? file : null, proxy));
    }

    private static Uri? Url(ConfigNode? section, string key) => Uri.TryCreate(Member(section, key)?.Text, UriKind.Absolute, out var url) ? url : null;

    private static ConfigNode? Member(ConfigNode? node, string key) => node is { Kind: ConfigKind.Object } && node.Members.TryGetValue(key, out var member) ? member : null;

    private static IEnumerable<ConfigNode> Members(ConfigNode root, string key) => Member(root, key) is { Kind: ConfigKind.Object } all ? all.Members.Values : [];
}
