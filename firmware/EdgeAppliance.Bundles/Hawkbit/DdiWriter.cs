using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>Writes what a device tells a server of hawkBit's Direct Device Integration API, version 1.</summary>
public static class DdiWriter
{
    /// <summary>hawkBit stores so many characters of a message as one.</summary>
    public const int DetailMax = 512;

    /// <summary>Of an attribute's name, and of its value.</summary>
    public const int AttributeMax = 128;

    /// <param name="id">Of the action.</param>
    /// <param name="at">Null where the clock is not known to be right: then the server's counts.</param>
    /// <param name="done">Of so many parts; null where there is but one.</param>
    public static byte[] Feedback(string id, DdiExecution execution, DdiFinished finished, IReadOnlyList<string> details, DateTimeOffset? at, (int Done, int Of)? done = null) => Write(json =>
    {
        json.WriteString("id", id);
        if (at is { } moment)
        {
            // Of the two, the older servers know the first, the newer the second.
            json.WriteString("time", moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture));
            json.WriteNumber("timestamp", moment.ToUnixTimeMilliseconds());
        }
        json.WriteStartObject("status");
        json.WriteString("execution", execution.ToString().ToLowerInvariant());
        json.WriteStartObject("result");
        json.WriteString("finished", finished.ToString().ToLowerInvariant());
        if (done is { } progress)
        {
            json.WriteStartObject("progress");
            json.WriteNumber("cnt", progress.Done);
            json.WriteNumber("of", progress.Of);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        Details(json, details);
        json.WriteEndObject();
    });

    public static byte[] Confirmation(bool isAgreed, IReadOnlyList<string> details) => Write(json =>
    {
        json.WriteString("confirmation", isAgreed ? "confirmed" : "denied");
        Details(json, details);
    });

    /// <param name="mode"><c>merge</c>, <c>replace</c> or <c>remove</c>.</param>
    public static byte[] Attributes(string mode, IEnumerable<KeyValuePair<string, string>> attributes) => Write(json =>
    {
        json.WriteString("mode", mode);
        json.WriteStartObject("data");
        foreach (var (name, value) in attributes) json.WriteString(name, Cut(value, AttributeMax));
        json.WriteEndObject();
    });

    private static void Details(Utf8JsonWriter json, IReadOnlyList<string> details)
    {
        json.WriteStartArray("details");
        foreach (string detail in details) json.WriteStringValue(Cut(detail, DetailMax));
        json.WriteEndArray();
    }

    private static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        // Not through the middle of a pair.
        int end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..end] + "…";
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
