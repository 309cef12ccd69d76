using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>A command message to a node or device (Sparkplug 3.0 sections 6.4.20 and 6.4.24): metrics by name, of the types that its birth gave them.</summary>
internal sealed class SparkplugOrder
{
    private readonly ArrayBufferWriter<byte> _payload = new(128);
    private readonly SparkplugPayloadWriter _writer;
    private readonly ulong _nowMs;

    public SparkplugOrder(ulong nowMs)
    {
        _nowMs = nowMs;
        _writer = new SparkplugPayloadWriter(_payload);
        _writer.Begin(nowMs, null);
    }

    public int Metrics { get; private set; }

    public byte[] Payload => _payload.WrittenSpan.ToArray();

    /// <returns>Why it is none of the type's values; null where it was added.</returns>
    public string? Add(string name, SparkplugDataType type, JsonElement value)
    {
        if (!SparkplugDataTypes.IsNumber(type) && !SparkplugDataTypes.IsText(type)) return $"The metric '{name}' is of the type {type}, which cannot be set from here.";
        byte[] text = JsonTexts.TextOf(value) is { } characters ? Encoding.UTF8.GetBytes(characters) : [];
        var metric = default(SparkplugMetric);
        if (SparkplugDataTypes.IsText(type))
        {
            if (JsonTexts.TextOf(value) is null) return $"The metric '{name}' takes a text.";
            metric = SparkplugMetric.Text(text);
        }
        else if (!TryNumber(type, value, out var kind, out ulong bits)) return $"The metric '{name}' takes {(type == SparkplugDataType.Boolean ? "true or false" : $"a number of the type {type}")}.";
        else (metric.Kind, metric.Bits) = (kind, bits);
        metric.Type = type;
        metric.Name = Encoding.UTF8.GetBytes(name);
        metric.TimestampMs = _nowMs;
        _writer.Metric(metric);
        Metrics++;
        return null;
    }

    private static bool TryNumber(SparkplugDataType type, JsonElement value, out SparkplugValueKind kind, out ulong bits)
    {
        (kind, bits) = (SparkplugValueKind.None, 0);
        if (type == SparkplugDataType.Boolean)
        {
            (kind, bits) = (SparkplugValueKind.Boolean, value.ValueKind == JsonValueKind.True ? 1u : 0);
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number) || !SparkplugDataTypes.Takes(type, number)) return false;
        (kind, bits) = type switch
        {
            SparkplugDataType.Float => (SparkplugValueKind.Float, BitConverter.SingleToUInt32Bits((float)number)),
            SparkplugDataType.Double => (SparkplugValueKind.Double, BitConverter.DoubleToUInt64Bits(number)),
            SparkplugDataType.UInt64 or SparkplugDataType.DateTime => (SparkplugValueKind.Long, value.TryGetUInt64(out ulong whole) ? whole : (ulong)number),
            SparkplugDataType.Int64 => (SparkplugValueKind.Long, (ulong)(value.TryGetInt64(out long signed) ? signed : (long)number)),
            // Negative ones as two's complement of 32 bits (section 6.4.16).
            _ => (SparkplugValueKind.Int, (uint)(long)number),
        };
        return true;
    }
}
