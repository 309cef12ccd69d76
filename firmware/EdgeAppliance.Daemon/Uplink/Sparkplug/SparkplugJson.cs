using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>A command's value as the JSON that sources take: numbers, flags, texts; a text that is a JSON object or list is that.</summary>
internal static class SparkplugJson
{
    /// <returns>False where it is a table, a template or bytes.</returns>
    public static bool TryValue(in SparkplugMetric metric, out JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(64);
        value = default;
        using (var json = new Utf8JsonWriter(output))
        {
            if (metric.IsNull) json.WriteNullValue();
            else if (metric.Kind == SparkplugValueKind.Boolean) json.WriteBooleanValue(metric.Bits != 0);
            else if (metric.Kind == SparkplugValueKind.Text)
            {
                if (!Utf8.IsValid(metric.Bytes)) return false;
                if (TryParse(metric.Bytes, out value)) return true;
                json.WriteStringValue(metric.Bytes);
            }
            else if (metric.TryGetNumber(Typed(metric), out double number) && double.IsFinite(number)) json.WriteNumberValue(number);
            else return false;
        }
        return TryParseAny(output.WrittenSpan, out value);
    }

    // A host may leave the type out, as it may in data.
    private static SparkplugDataType Typed(in SparkplugMetric metric) => metric.Type != SparkplugDataType.Unknown
        ? metric.Type
        : metric.Kind switch
        {
            SparkplugValueKind.Int => SparkplugDataType.Int32,
            SparkplugValueKind.Long => SparkplugDataType.Int64,
            SparkplugValueKind.Float => SparkplugDataType.Float,
            _ => SparkplugDataType.Double,
        };

    private static bool TryParse(ReadOnlySpan<byte> text, out JsonElement value)
    {
        value = default;
        return text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] && TryParseAny(text, out value);
    }

    private static bool TryParseAny(ReadOnlySpan<byte> text, out JsonElement value)
    {
        value = default;
        try
        {
            var reader = new Utf8JsonReader(text);
            value = JsonElement.ParseValue(ref reader);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
