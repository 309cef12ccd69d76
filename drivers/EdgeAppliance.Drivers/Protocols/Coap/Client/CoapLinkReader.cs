using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>Reads <c>.well-known/core</c> (RFC 6690 section 2), which comes from a stranger: what is wrong ends the list.</summary>
internal static class CoapLinkReader
{
    public const int LinksMax = 256;

    private const int PathCharsMax = 128;

    public static IReadOnlyList<CoapLink> Read(ReadOnlySpan<byte> text)
    {
        var links = new List<CoapLink>();
        string all = Encoding.UTF8.GetString(text);
        int at = 0;
        while (links.Count < LinksMax && TryReadLink(all, ref at, out var link))
        {
            if (link is not null) links.Add(link);
            if (at >= all.Length || all[at++] != ',') break;
        }
        return links;
    }

    /// <param name="link">Null where it leads elsewhere, or is unusually long.</param>
    private static bool TryReadLink(string text, ref int at, out CoapLink? link)
    {
        link = null;
        while (at < text.Length && text[at] is ' ' or '\r' or '\n') at++;
        if (at >= text.Length || text[at] != '<') return false;
        int end = text.IndexOf('>', at);
        if (end < 0) return false;
        string path = text[(at + 1)..end];
        at = end + 1;
        if (path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && path.Length is > 1 and <= PathCharsMax) link = new CoapLink(path[1..]);
        while (at < text.Length && text[at] == ';')
        {
            at++;
            var (name, value) = ReadAttribute(text, ref at);
            link = link is null ? null : With(link, name, value);
        }
        return true;
    }

    private static (string Name, string Value) ReadAttribute(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is not ('=' or ';' or ',')) at++;
        string name = text[start..at];
        if (at >= text.Length || text[at] != '=') return (name, "");
        start = ++at;
        if (at < text.Length && text[at] == '"')
        {
            var value = new StringBuilder();
            for (at++; at < text.Length && text[at] != '"'; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length) at++;
                value.Append(text[at]);
            }
            at = Math.Min(text.Length, at + 1);
            return (name, value.ToString());
        }
        while (at < text.Length && text[at] is not (';' or ',')) at++;
        return (name, text[start..at]);
    }

    private static CoapLink With(CoapLink link, string name, string value) => name switch
    {
        "rt" => link with { ResourceType = value },
        "if" => link with { Interface = value },
        "title" => link with { Title = value },
        "ct" => link with { ContentFormats = value },
        "obs" => link with { IsObservable = true },
        _ => link,
    };
}
