using System.Formats.Cbor;

namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>SenML in CBOR (RFC 8428 section 6), <c>application/senml+cbor</c>.</summary>
internal static class SenMlCbor
{
    private const int DepthMax = 8;

    /// <param name="records">Those before the wrong one, where one is wrong.</param>
    public static SenMlError Read(ReadOnlyMemory<byte> pack, SenMlLimits limits, out IReadOnlyList<SenMlRecord> records)
    {
        var resolver = new SenMlResolver(limits);
        records = resolver.Records;
        if (pack.Length > limits.PackBytesMax) return SenMlError.TooManyRecords;
        try
        {
            return Read(new CborReader(pack, CborConformanceMode.Lax), resolver);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or ArgumentException)
        {
            return SenMlError.Malformed;
        }
    }

    public static byte[] Write(IReadOnlyList<SenMlRecord> records)
    {
        var cbor = new CborWriter();
        cbor.WriteStartArray(records.Count);
        foreach (var record in records) Write(cbor, record);
        cbor.WriteEndArray();
        return cbor.Encode();
    }

    private static SenMlError Read(CborReader reader, SenMlResolver resolver)
    {
        if (reader.PeekState() != CborReaderState.StartArray) return SenMlError.NotAPack;
        reader.ReadStartArray();
        var fields = new SenMlFields();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            if (reader.PeekState() != CborReaderState.StartMap) return SenMlError.NotAPack;
            reader.ReadStartMap();
            fields.Clear();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                var wrong = SetField(fields, reader);
                if (wrong != SenMlError.None) return wrong;
            }
            reader.ReadEndMap();
            var error = resolver.Add(fields);
            if (error != SenMlError.None) return error;
        }
        reader.ReadEndArray();
        if (reader.BytesRemaining > 0) return SenMlError.Malformed;
        return resolver.Records.Count == 0 ? SenMlError.NotAPack : SenMlError.None;
    }

    private static SenMlError SetField(SenMlFields fields, CborReader reader)
    {
        if (reader.PeekState() == CborReaderState.TextString)
        {
            if (reader.ReadTextString().EndsWith('_')) return SenMlError.LabelUnknown;
            return TrySkip(reader) ? SenMlError.None : SenMlError.Malformed;
        }
        // Section 6, table 4.
        switch (reader.ReadInt32())
        {
            case -1: fields.BaseVersion = Number(reader); break;
            case -2: fields.BaseName = reader.ReadTextString(); break;
            case -3: fields.BaseTime = Number(reader); break;
            case -4: fields.BaseUnit = reader.ReadTextString(); break;
            case -5: fields.BaseValue = Number(reader); break;
            case -6: fields.BaseSum = Number(reader); break;
            case 0: fields.Name = reader.ReadTextString(); break;
            case 1: fields.Unit = reader.ReadTextString(); break;
            case 2: fields.Value = Number(reader); break;
            case 3: fields.Text = reader.ReadTextString(); break;
            case 4: fields.Flag = reader.ReadBoolean(); break;
            case 5: fields.Sum = Number(reader); break;
            case 6: fields.Time = Number(reader); break;
            case 7: fields.Update = Number(reader); break;
            case 8: fields.Data = reader.ReadByteString(); break;
            default: return TrySkip(reader) ? SenMlError.None : SenMlError.Malformed;
        }
        return SenMlError.None;
    }

    // The reader's own way of skipping has no limit of depth to give it; the pack's bytes bound it, and this bounds the depth.
    private static bool TrySkip(CborReader reader)
    {
        if (reader.PeekState() is CborReaderState.StartArray or CborReaderState.StartMap or CborReaderState.Tag)
        {
            int depth = reader.CurrentDepth;
            if (depth > DepthMax) return false;
        }
        reader.SkipValue();
        return true;
    }

    private static double Number(CborReader reader) => reader.PeekState() switch
    {
        CborReaderState.UnsignedInteger => reader.ReadUInt64(),
        CborReaderState.NegativeInteger => reader.ReadInt64(),
        CborReaderState.Tag => Decimal(reader),
        _ => reader.ReadDouble(),
    };

    // Section 6: a number may be a decimal fraction (tag 4).
    private static double Decimal(CborReader reader) =>
        reader.PeekTag() == CborTag.DecimalFraction ? (double)reader.ReadDecimal() : throw new CborContentException("A number has a tag that is not known.");

    private static void Write(CborWriter cbor, in SenMlRecord record)
    {
        cbor.WriteStartMap(null);
        cbor.WriteInt32(0);
        cbor.WriteTextString(record.Name);
        if (record.Unit is { } unit) { cbor.WriteInt32(1); cbor.WriteTextString(unit); }
        if (record.TimeSeconds != 0) { cbor.WriteInt32(6); cbor.WriteDouble(record.TimeSeconds); }
        if (record.Value is { } value) { cbor.WriteInt32(2); cbor.WriteDouble(value); }
        if (record.Text is { } text) { cbor.WriteInt32(3); cbor.WriteTextString(text); }
        if (record.Flag is { } flag) { cbor.WriteInt32(4); cbor.WriteBoolean(flag); }
        if (record.Data is { } data) { cbor.WriteInt32(8); cbor.WriteByteString(data); }
        if (record.Sum is { } sum) { cbor.WriteInt32(5); cbor.WriteDouble(sum); }
        if (record.UpdateSeconds is { } update) { cbor.WriteInt32(7); cbor.WriteDouble(update); }
        cbor.WriteEndMap();
    }
}
