namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Holds a data set (Sparkplug 3.0 section 6.4.14) against the limits: as many names and types as columns, and as many values in
/// every row. A table is no reading of channels, so nothing further is made of it.</summary>
internal static class SparkplugDataSet
{
    public static SparkplugError Check(ReadOnlySpan<byte> message, SparkplugLimits limits)
    {
        ulong? said = null;
        int names = 0, types = 0, rows = 0, width = -1;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            if (field.Is(1, ProtoWire.Varint)) said = field.Bits;
            else if (field.Is(2, ProtoWire.Bytes))
            {
                if (field.Bytes.Length > limits.NameBytesMax) return SparkplugError.NameTooLong;
                names++;
            }
            else if (field.Is(3, ProtoWire.Varint)) types++;
            // Proto3 encoders pack what proto2 does not.
            else if (field.Is(3, ProtoWire.Bytes)) types += CountVarints(field.Bytes);
            else if (field.Is(4, ProtoWire.Bytes))
            {
                var error = Row(field.Bytes, limits, ref width);
                if (error != SparkplugError.None) return error;
                rows++;
            }
            if (names > limits.ColumnsMax || types > limits.ColumnsMax || rows > limits.RowsMax) return SparkplugError.DataSetTooLarge;
        }
        bool agrees = names == types && (said is null || said == (ulong)names) && (rows == 0 || width == names);
        return agrees ? SparkplugError.None : SparkplugError.Malformed;
    }

    private static SparkplugError Row(ReadOnlySpan<byte> message, SparkplugLimits limits, ref int width)
    {
        int values = 0;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            if (!field.Is(1, ProtoWire.Bytes)) continue;
            if (field.Bytes.Length > limits.TextBytesMax) return SparkplugError.TextTooLong;
            values++;
        }
        if (width >= 0 && width != values) return SparkplugError.Malformed;
        width = values;
        return SparkplugError.None;
    }

    private static int CountVarints(ReadOnlySpan<byte> packed)
    {
        int count = 0;
        foreach (byte part in packed)
            if ((part & 0x80) == 0) count++;
        return count;
    }
}
