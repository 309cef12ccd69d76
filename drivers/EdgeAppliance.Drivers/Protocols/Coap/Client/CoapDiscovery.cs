namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>Which resources of a device are channels, where the configuration names none.</summary>
internal static class CoapDiscovery
{
    private const int ChannelsMax = 64;

    /// <summary>Those whose formats can be numbers, named by their paths.</summary>
    public static IReadOnlyList<CoapChannel> Channels(IReadOnlyList<CoapLink> links)
    {
        var channels = new List<CoapChannel>();
        foreach (var link in links)
        {
            if (channels.Count == ChannelsMax) break;
            if (link.Path.StartsWith(".well-known/", StringComparison.Ordinal) || !CanBeNumber(link.ContentFormats)) continue;
            string name = NameOf(link.Path);
            if (CoapTarget.Parse(link.Path) is { } target && !channels.Exists(channel => channel.Name == name)) channels.Add(new CoapChannel(name, target, ""));
        }
        return channels;
    }

    private static bool CanBeNumber(string? formats) => formats is null || formats.Split(' ').Any(format => format is "0" or "50" or "110");

    private static string NameOf(string path)
    {
        Span<char> name = stackalloc char[path.Length];
        for (int i = 0; i < name.Length; i++) name[i] = char.IsAsciiLetterOrDigit(path[i]) ? char.ToLowerInvariant(path[i]) : '_';
        return name.ToString();
    }
}
