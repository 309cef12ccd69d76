using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Tells which place of a JSON text a byte is in, for whoever has to mend it. Slow: it reads all that is before.</summary>
internal static class JsonPlace
{
    private const int DepthMax = 64;

    /// <returns>A JSON pointer as a URI fragment (RFC 6901 section 6), such as <c>#/3/temp</c>; <c>#</c> for the whole.</returns>
    public static string Of(ReadOnlySpan<byte> json, int at)
    {
        var names = new string[DepthMax];
        var indexes = new int[DepthMax];
        int depth = 0;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax - 1 });
        try
        {
            while (reader.Read())
            {
                bool isEnd = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
                if (isEnd) depth--;
                else if (depth > 0 && reader.TokenType != JsonTokenType.PropertyName && indexes[depth - 1] >= 0) names[depth - 1] = (indexes[depth - 1]++).ToString(CultureInfo.InvariantCulture);
                if (reader.TokenType == JsonTokenType.PropertyName) names[depth - 1] = reader.GetString()!;
                if (reader.TokenStartIndex >= at) break;
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) continue;
                names[depth] = "";
                indexes[depth++] = reader.TokenType == JsonTokenType.StartArray ? 0 : -1;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The place of what comes before it is the best that can be told.
        }
        return Pointer(names.AsSpan(0, depth));
    }

    private static string Pointer(ReadOnlySpan<string> names)
    {
        var pointer = new StringBuilder("#");
        foreach (string name in names)
            if (name.Length > 0) pointer.Append('/').Append(Uri.EscapeDataString(name.Replace("~", "~0").Replace("/", "~1")));
        return pointer.ToString();
    }
}
