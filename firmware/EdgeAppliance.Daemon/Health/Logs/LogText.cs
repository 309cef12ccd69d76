using System.Globalization;
using System.Text;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>Texts of log entries on one line: what a device or a peer sent can neither begin a line nor reach a terminal's controls.</summary>
internal static class LogText
{
    public const int MessageMax = 2048;
    public const int ValueMax = 256;
    private const string Cut = "…";

    /// <summary>The message, and behind it what the exception and its causes say.</summary>
    public static string Message(string message, Exception? exception)
    {
        if (exception is null && message.Length <= MessageMax && !message.AsSpan().ContainsAnyInRange('\0', '\x1f') && !HasOtherControl(message)) return message;
        var text = new StringBuilder();
        AppendPlain(text, message, MessageMax);
        if (exception is not null) AppendPlain(text.Append(": "), exception.ToString(), MessageMax);
        return text.ToString();
    }

    /// <summary>The template's values; the template itself is left out.</summary>
    public static string Fields<TState>(TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values) return "";
        var text = new StringBuilder();
        for (int i = 0; i < values.Count; i++)
        {
            var (key, value) = values[i];
            if (key == "{OriginalFormat}") continue;
            if (text.Length > 0) text.Append(' ');
            AppendKey(text, key);
            AppendValue(text.Append('='), Text(value));
        }
        return text.ToString();
    }

    public static void AppendValue(StringBuilder text, string value)
    {
        bool bare = value.Length > 0 && !value.AsSpan().ContainsAny(' ', '"', '=');
        if (bare)
        {
            AppendPlain(text, value, ValueMax);
            return;
        }
        text.Append('"');
        AppendPlain(text, value.Replace("\"", "\\\"", StringComparison.Ordinal), ValueMax);
        text.Append('"');
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void AppendKey(StringBuilder text, string key)
    {
        for (int i = 0; i < key.Length; i++) text.Append(i == 0 ? char.ToLowerInvariant(key[i]) : key[i]);
    }

    private static void AppendPlain(StringBuilder text, string value, int most)
    {
        int length = Math.Min(value.Length, most);
        for (int i = 0; i < length; i++)
        {
            char c = value[i];
            // One mark for a line break and what indents the next line: a stack trace stays legible.
            if (c == '\n') text.Append(" |");
            else if (c != '\r') text.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c);
        }
        if (length < value.Length) text.Append(Cut);
    }

    private static bool HasOtherControl(string text) => text.AsSpan().ContainsAnyInRange('\x7f', '\x9f') || text.AsSpan().ContainsAny('\u2028', '\u2029');
}
