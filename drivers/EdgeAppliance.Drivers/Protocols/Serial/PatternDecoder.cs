using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Text like an example with the numbers taken out, as <c>T={temperature} C, {}H={humidity}%</c>: a name in braces is a channel, empty ones are anything, a
/// blank is one or more blanks, and all else is itself.</summary>
internal sealed class PatternDecoder(IReadOnlyList<SerialChannel> channels, PatternPart[] parts) : FrameDecoder(channels)
{
    /// <param name="names">The channels, in the order in which they stand.</param>
    /// <returns>Null with what is wrong.</returns>
    public static PatternPart[]? Parse(string pattern, out List<string> names, out string error)
    {
        names = [];
        error = "";
        var parts = new List<PatternPart>();
        for (int at = 0; at <= pattern.Length;)
        {
            int open = pattern.IndexOf('{', at);
            byte[] text = Encoding.UTF8.GetBytes(open < 0 ? pattern[at..] : pattern[at..open]);
            int close = open < 0 ? -1 : pattern.IndexOf('}', open);
            if (open >= 0 && close < 0) error = "has a brace that is not closed.";
            if (open < 0 || close < 0)
            {
                parts.Add(new PatternPart(text, -1, false));
                break;
            }
            string name = pattern[(open + 1)..close];
            if (names.Contains(name)) error = $"names '{name}' twice.";
            if (at > 0 && text.Length == 0) error = "has two braces without a text between them, where it is not known where one ends.";
            parts.Add(new PatternPart(text, name.Length > 0 ? names.Count : -1, name.Length == 0));
            if (name.Length > 0) names.Add(name);
            at = close + 1;
        }
        if (names.Count == 0 && error.Length == 0) error = "has no channel: put a name in braces where a number stands.";
        return error.Length == 0 ? [.. parts] : null;
    }

    public override FrameResult Decode(ReadOnlySpan<byte> frame, Span<double> row)
    {
        row.Fill(double.NaN);
        bool mayBeAhead = false;
        foreach (var part in parts)
        {
            int at = mayBeAhead ? Find(frame, part.Text, out int length) : Match(frame, part.Text, out length) ? 0 : -1;
            if (at < 0) return FrameResult.Unreadable;
            frame = frame[(at + length)..];
            mayBeAhead = part.Skips;
            if (part.Channel < 0) continue;
            int bytes = NumberText.Read(frame, out double value);
            if (bytes == 0) return FrameResult.Unreadable;
            row[part.Channel] = Channels[part.Channel].Of(value);
            frame = frame[bytes..];
        }
        return frame.Trim(" \t\r\n"u8).IsEmpty || mayBeAhead ? FrameResult.Taken : FrameResult.Unreadable;
    }

    private static int Find(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (text.IsEmpty) return frame.Length;
        for (int at = 0; at < frame.Length; at++)
            if (Match(frame[at..], text, out length)) return at;
        return -1;
    }

    private static bool Match(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        foreach (byte wanted in text)
        {
            if (length >= frame.Length || frame[length] != wanted && !(wanted == ' ' && frame[length] == '\t')) return false;
            length++;
            while (wanted == ' ' && length < frame.Length && frame[length] is (byte)' ' or (byte)'\t') length++;
        }
        return true;
    }
}
