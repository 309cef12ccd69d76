using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>A place in metadata's JSON; what is not as it must be is <see cref="TufFailure.Malformed"/>, with the place.</summary>
internal readonly struct MetaNode(JsonElement element, string path)
{
    private static readonly string[] s_moments = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public JsonElement Element => element;

    public MetaNode this[string key] => Find(key) ?? throw Malformed($"has no '{key}'");

    public MetaNode? Find(string key)
    {
        Expect(JsonValueKind.Object, "an object");
        return element.TryGetProperty(key, out var value) ? new MetaNode(value, $"{path}.{key}") : null;
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a text");
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Malformed("is not valid Unicode");
        }
    }

    public bool Boolean() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Malformed("is neither true nor false"),
    };

    public long Integer(long min, long max)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long value) && value >= min && value <= max) return value;
        throw Malformed($"is no whole number from {min} to {max}");
    }

    /// <summary>A moment in UTC, as <c>2030-01-31T12:00:00Z</c>; some writers add a fraction of a second.</summary>
    public DateTimeOffset Moment()
    {
        if (DateTimeOffset.TryParseExact(Text(), s_moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;
        throw Malformed("is no moment in UTC, as 2030-01-31T12:00:00Z");
    }

    public byte[] Hex()
    {
        try
        {
            return Convert.FromHexString(Text());
        }
        catch (FormatException)
        {
            throw Malformed("is not made of hexadecimal digits");
        }
    }

    public IEnumerable<(string Name, MetaNode Value)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        foreach (var member in element.EnumerateObject()) yield return (member.Name, new MetaNode(member.Value, $"{path}.{member.Name}"));
    }

    public IEnumerable<MetaNode> Items()
    {
        Expect(JsonValueKind.Array, "a list");
        int at = 0;
        foreach (var item in element.EnumerateArray()) yield return new MetaNode(item, $"{path}[{at++}]");
    }

    public IReadOnlyList<string> Texts()
    {
        var texts = new List<string>();
        foreach (var item in Items()) texts.Add(item.Text());
        return texts;
    }

    public TufException Malformed(string what) => new(TufFailure.Malformed, $"{path} {what}.");

    private void Expect(JsonValueKind kind, string name)
    {
        if (element.ValueKind != kind) throw Malformed($"is not {name}");
    }
}
