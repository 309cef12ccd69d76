using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Answers <c>.well-known/core</c> (RFC 6690 section 4), filtered by one <c>name=value</c> of the query, whose value may end in *.</summary>
internal static class CoapLinks
{
    public static CoapReply Answer(IReadOnlyList<CoapLink> links, ReadOnlySpan<byte> query, int accept)
    {
        if (accept is not (CoapFormat.None or CoapFormat.Links)) return new CoapReply(CoapCode.NotAcceptable);
        string filter = Encoding.UTF8.GetString(query);
        var text = new StringBuilder();
        foreach (var link in links)
        {
            if (!Matches(link, filter)) continue;
            if (text.Length > 0) text.Append(',');
            Append(text, link);
        }
        return new CoapReply(CoapCode.Content) { ContentFormat = CoapFormat.Links, Payload = Encoding.UTF8.GetBytes(text.ToString()) };
    }

    private static void Append(StringBuilder text, CoapLink link)
    {
        text.Append("</").Append(link.Path).Append('>');
        if (link.ResourceType is { } type) text.Append(";rt=\"").Append(type).Append('"');
        if (link.Interface is { } used) text.Append(";if=\"").Append(used).Append('"');
        if (link.ContentFormats is { } formats) text.Append(";ct=\"").Append(formats).Append('"');
        if (link.Title is { } title) text.Append(";title=\"").Append(title).Append('"');
        if (link.IsObservable) text.Append(";obs");
    }

    private static bool Matches(CoapLink link, string filter)
    {
        int equals = filter.IndexOf('=');
        if (equals < 0) return true;
        var wanted = filter.AsSpan(equals + 1);
        return filter.AsSpan(0, equals) switch
        {
            "href" => IsLike("/" + link.Path, wanted),
            "rt" => HasLike(link.ResourceType, wanted),
            "if" => HasLike(link.Interface, wanted),
            "ct" => HasLike(link.ContentFormats, wanted),
            "title" => link.Title is { } title && IsLike(title, wanted),
            "obs" => link.IsObservable,
            _ => false,
        };
    }

    private static bool HasLike(string? values, ReadOnlySpan<char> wanted)
    {
        if (values is null) return false;
        foreach (var range in values.AsSpan().Split(' '))
            if (IsLike(values.AsSpan()[range], wanted)) return true;
        return false;
    }

    private static bool IsLike(ReadOnlySpan<char> value, ReadOnlySpan<char> wanted) =>
        wanted.EndsWith("*") ? value.StartsWith(wanted[..^1], StringComparison.Ordinal) : value.SequenceEqual(wanted);
}
