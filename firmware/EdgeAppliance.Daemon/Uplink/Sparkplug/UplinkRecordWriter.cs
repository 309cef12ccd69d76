using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>Writes a record as the metrics of its stream's device; nothing is allocated once its metrics are known.</summary>
internal sealed class UplinkRecordWriter
{
    private char[] _name = new char[256];
    private byte[] _text = new byte[256];

    /// <param name="output">Useless where the device's birth is due then: a metric is new, or of another type than before.</param>
    public void Write(in PackedRecord record, UplinkDevice device, ulong timeMs, bool isHistorical, ArrayBufferWriter<byte> output)
    {
        var writer = new SparkplugPayloadWriter(output);
        Write(writer, device.Sequence, SparkplugMetric.Whole((ulong)record.Header.Sequence), timeMs, isHistorical);
        if (record.Data.IsEmpty) return;
        int prefix = Prefix(record);
        var json = new Utf8JsonReader(record.Data);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            Reserve(ref _name, prefix + json.ValueSpan.Length, prefix);
            var metric = device.Metric(_name.AsSpan(0, prefix + json.CopyString(_name.AsSpan(prefix))));
            json.Read();
            var value = Value(ref json, record.Data);
            // A value that is missing is of the type that there was, if any.
            var type = value.IsNull && metric.Type != SparkplugDataType.Unknown ? metric.Type : value.Type;
            if (!metric.TryType(type)) device.IsBirthDue = true;
            Write(writer, metric, value, timeMs, isHistorical);
        }
    }

    private static void Write(SparkplugPayloadWriter writer, UplinkMetric metric, in SparkplugMetric value, ulong timeMs, bool isHistorical)
    {
        // What is of the past is no value of now (Sparkplug 3.0 section 6.4.9, is_historical).
        if (!isHistorical) metric.Keep(value, timeMs);
        var data = metric.Data(value, timeMs, isHistorical);
        data.Bytes = value.Bytes;
        writer.Metric(data);
    }

    /// <summary>What the names of the record's metrics begin with. What a gap says is in a folder of its own.</summary>
    private int Prefix(in PackedRecord record)
    {
        const string Gap = "Gap/";
        Reserve(ref _name, Gap.Length + record.Subject.Length + 1, 0);
        int length = 0;
        if (record.Header.Type == RecordType.Gap)
        {
            Gap.CopyTo(_name);
            length = Gap.Length;
        }
        if (record.Subject.IsEmpty) return length;
        length += Encoding.UTF8.GetChars(record.Subject, _name.AsSpan(length));
        _name[length] = '/';
        return length + 1;
    }

    private SparkplugMetric Value(ref Utf8JsonReader json, ReadOnlySpan<byte> data)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Number: return SparkplugMetric.Number(json.GetDouble());
            case JsonTokenType.True: return SparkplugMetric.Flag(true);
            case JsonTokenType.False: return SparkplugMetric.Flag(false);
            case JsonTokenType.Null: return new SparkplugMetric { Type = SparkplugDataType.Double, IsNull = true };
            case JsonTokenType.String:
                Reserve(ref _text, json.ValueSpan.Length, 0);
                return SparkplugMetric.Text(_text.AsSpan(0, json.CopyString(_text)));
            default:
                int start = (int)json.TokenStartIndex;
                json.Skip();
                return SparkplugMetric.Text(data[start..(int)json.BytesConsumed]);
        }
    }

    private static void Reserve<T>(ref T[] buffer, int length, int kept)
    {
        if (buffer.Length >= length) return;
        var larger = new T[Math.Max(length, buffer.Length * 2)];
        buffer.AsSpan(0, kept).CopyTo(larger);
        buffer = larger;
    }
}
