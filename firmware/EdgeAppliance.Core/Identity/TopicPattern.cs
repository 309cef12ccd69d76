namespace EdgeAppliance.Core.Identity;

/// <summary>A topic filter (MQTT 5 section 4.7) that says what a device may publish or subscribe to.</summary>
public sealed class TopicPattern
{
    public const int CharsMax = 1024;

    /// <exception cref="FormatException">It is no topic filter.</exception>
    public TopicPattern(string filter)
    {
        if (!IsFilter(filter)) throw new FormatException($"'{filter}' is no topic filter of at most {CharsMax} characters");
        Text = filter;
    }

    public string Text { get; }

    public static bool IsFilter(ReadOnlySpan<char> filter)
    {
        if (filter.Length is 0 or > CharsMax || filter.Contains('\0')) return false;
        for (int at = 0; at >= 0;)
        {
            var level = Level(filter, ref at);
            if (level.ContainsAny('+', '#') && level is not "+" && !(level is "#" && at < 0)) return false;
        }
        return true;
    }

    /// <summary>Whether every topic that the other filter matches is matched by this one. A topic is a filter that matches itself alone.</summary>
    public bool Covers(ReadOnlySpan<char> filter)
    {
        // Section 4.7.2: a wildcard in the first level does not match what begins with $.
        if (filter.StartsWith('$') && Text[0] is '+' or '#') return false;
        for (int own = 0, other = 0; ;)
        {
            var level = Level(Text, ref own);
            // Section 4.7.1.2: # stands for the level above it too.
            if (level is "#") return true;
            if (other < 0) return false;
            var asked = Level(filter, ref other);
            if (asked is "#" || (level is not "+" && !level.SequenceEqual(asked))) return false;
            if (own < 0) return other < 0;
        }
    }

    /// <param name="at">Where the level begins; moved behind it, to -1 at the end.</param>
    private static ReadOnlySpan<char> Level(ReadOnlySpan<char> text, ref int at)
    {
        var rest = text[at..];
        int slash = rest.IndexOf('/');
        at = slash < 0 ? -1 : at + slash + 1;
        return slash < 0 ? rest : rest[..slash];
    }
}
