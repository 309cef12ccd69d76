using System.Text.Unicode;

namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>One metric (Sparkplug 3.0 section 6.4.9), read or to be written; valid as long as the bytes it refers to.</summary>
internal ref struct SparkplugMetric
{
    /// <summary>UTF-8; empty where the alias stands for it.</summary>
    public ReadOnlySpan<byte> Name { get; set; }

    public ulong? Alias { get; set; }

    public ulong? TimestampMs { get; set; }

    /// <summary><see cref="SparkplugDataType.Unknown"/> where it is not said: the birth has said it.</summary>
    public SparkplugDataType Type { get; set; }

    public bool IsHistorical { get; set; }

    public bool IsTransient { get; set; }

    public bool IsNull { get; set; }

    public SparkplugValueKind Kind { get; set; }

    /// <summary>The value of a number or flag, as it lies in its field.</summary>
    public ulong Bits { get; set; }

    /// <summary>The value of a text (UTF-8), of bytes, or the message of a data set or template.</summary>
    public ReadOnlySpan<byte> Bytes { get; set; }

    /// <summary>The message of its property set; it is checked, and not looked into.</summary>
    public ReadOnlySpan<byte> Properties { get; set; }

    public static SparkplugMetric Number(double value) => new()
    {
        Type = SparkplugDataType.Double, Kind = SparkplugValueKind.Double, Bits = BitConverter.DoubleToUInt64Bits(value),
    };

    public static SparkplugMetric Whole(ulong value) => new() { Type = SparkplugDataType.UInt64, Kind = SparkplugValueKind.Long, Bits = value };

    public static SparkplugMetric Flag(bool value) => new()
    {
        Type = SparkplugDataType.Boolean, Kind = SparkplugValueKind.Boolean, Bits = value ? 1u : 0,
    };

    /// <param name="value">UTF-8.</param>
    public static SparkplugMetric Text(ReadOnlySpan<byte> value) => new() { Type = SparkplugDataType.String, Kind = SparkplugValueKind.Text, Bytes = value };

    /// <param name="type">As the metric's birth has said.</param>
    /// <returns>False where its value is no number of the type; null is NaN.</returns>
    public readonly bool TryGetNumber(SparkplugDataType type, out double number)
    {
        if (!IsNull) return SparkplugDataTypes.TryGetNumber(type, Kind, Bits, out number);
        number = double.NaN;
        return true;
    }

    public static SparkplugError Read(ReadOnlySpan<byte> message, SparkplugLimits limits, out SparkplugMetric metric)
    {
        metric = default;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            metric.Take(field);
        }
        if (metric.Name.Length > limits.NameBytesMax) return SparkplugError.NameTooLong;
        if (!Utf8.IsValid(metric.Name)) return SparkplugError.NameInvalid;
        return metric.Kind is SparkplugValueKind.Text or SparkplugValueKind.Bytes && metric.Bytes.Length > limits.TextBytesMax ? SparkplugError.TextTooLong : SparkplugError.None;
    }

    private void Take(in ProtoField field)
    {
        if (field.Is(1, ProtoWire.Bytes)) Name = field.Bytes;
        else if (field.Is(2, ProtoWire.Varint)) Alias = field.Bits;
        else if (field.Is(3, ProtoWire.Varint)) TimestampMs = field.Bits;
        else if (field.Is(4, ProtoWire.Varint)) Type = (SparkplugDataType)field.Bits;
        else if (field.Is(5, ProtoWire.Varint)) IsHistorical = field.Flag;
        else if (field.Is(6, ProtoWire.Varint)) IsTransient = field.Flag;
        else if (field.Is(7, ProtoWire.Varint)) IsNull = field.Flag;
        else if (field.Is(9, ProtoWire.Bytes)) Properties = field.Bytes;
        else if (field.Is(10, ProtoWire.Varint)) TakeBits(SparkplugValueKind.Int, field.Bits);
        else if (field.Is(11, ProtoWire.Varint)) TakeBits(SparkplugValueKind.Long, field.Bits);
        else if (field.Is(12, ProtoWire.Fixed32)) TakeBits(SparkplugValueKind.Float, field.Bits);
        else if (field.Is(13, ProtoWire.Fixed64)) TakeBits(SparkplugValueKind.Double, field.Bits);
        else if (field.Is(14, ProtoWire.Varint)) TakeBits(SparkplugValueKind.Boolean, field.Bits);
        else if (field.Is(15, ProtoWire.Bytes)) TakeBytes(SparkplugValueKind.Text, field.Bytes);
        else if (field.Is(16, ProtoWire.Bytes)) TakeBytes(SparkplugValueKind.Bytes, field.Bytes);
        else if (field.Is(17, ProtoWire.Bytes)) TakeBytes(SparkplugValueKind.DataSet, field.Bytes);
        else if (field.Is(18, ProtoWire.Bytes)) TakeBytes(SparkplugValueKind.Template, field.Bytes);
    }

    // Of a oneof the last field counts (Protocol Buffers, "Oneof").
    private void TakeBits(SparkplugValueKind kind, ulong bits)
    {
        Kind = kind;
        Bits = bits;
        Bytes = default;
    }

    private void TakeBytes(SparkplugValueKind kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Bits = 0;
        Bytes = bytes;
    }
}
