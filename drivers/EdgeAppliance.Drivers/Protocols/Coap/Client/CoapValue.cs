using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>Finds a number in what a resource answers: the whole of a text, or a place in JSON (SenML in JSON among it).</summary>
internal static class CoapValue
{
    private const int DepthMax = 16;

    /// <param name="pointer">A JSON pointer (RFC 6901); empty for the whole.</param>
    /// <returns>NaN where there is none.</returns>
    public static double Read(CoapResponse response, string pointer)
    {
        var payload = response.Payload;
        bool isJson = response.ContentFormat is CoapFormat.Json or CoapFormat.SenMlJson || payload.Span.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];
        if (!isJson) return pointer.Length == 0 && response.ContentFormat is CoapFormat.None or CoapFormat.Text ? OfText(Encoding.UTF8.GetString(payload.Span).Trim()) : double.NaN;
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = DepthMax });
            // A pack of one value needs no place: its first record's (RFC 8428 section 4.2).
            if (pointer.Length == 0 && json.RootElement.ValueKind == JsonValueKind.Array) pointer = "/0/v";
            return TryFind(json.RootElement, pointer, out var found) ? OfElement(found) : double.NaN;
        }
        catch (JsonException)
        {
            return double.NaN;
        }
    }

    private static bool TryFind(JsonElement element, string pointer, out JsonElement found)
    {
        found = element;
        if (pointer.Length == 0) return true;
        foreach (string part in pointer[1..].Split('/'))
        {
            string key = part.Replace("~1", "/").Replace("~0", "~");
            if (found.ValueKind == JsonValueKind.Object)
            {
                if (!found.TryGetProperty(key, out found)) return false;
            }
            else if (found.ValueKind == JsonValueKind.Array && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < found.GetArrayLength()) found = found[index];
            else return false;
        }
        return true;
    }

    private static double OfElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetDouble(out double number) && double.IsFinite(number) => number,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => OfText(element.GetString()!),
        _ => double.NaN,
    };

    private static double OfText(string text) => text switch
    {
        "true" or "on" or "ON" => 1,
        "false" or "off" or "OFF" => 0,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : double.NaN,
    };
}
