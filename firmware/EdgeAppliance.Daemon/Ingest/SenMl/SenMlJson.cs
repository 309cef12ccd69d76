using System.Buffers.Text;
using System.Text.Json;

namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>SenML in JSON (RFC 8428 section 5), <c>application/senml+json</c>.</summary>
internal static class SenMlJson
{
    // A pack is an array of flat objects; what an unknown label holds may be a little deeper.
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 8 };

    /// <param name="records">Those before the wrong one, where one is wrong.</param>
    public static SenMlError Read(ReadOnlySpan<byte> pack, SenMlLimits limits, out IReadOnlyList<SenMlRecord> records)
    {
        var resolver = new SenMlResolver(limits);
        records = resolver.Records;
        if (pack.Length > limits.PackBytesMax) return SenMlError.TooManyRecords;
        try
        {
            return Read(new Utf8JsonReader(pack, s_options), resolver);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return SenMlError.Malformed;
        }
    }

    public static byte[] Write(IReadOnlyList<SenMlRecord> records)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var record in records) Write(json, record);
            json.WriteEndArray();
        }
        return stream.ToArray();
    }

    private static SenMlError Read(Utf8JsonReader reader, SenMlResolver resolver)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return SenMlError.NotAPack;
        var fields = new SenMlFields();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) return SenMlError.NotAPack;
            fields.Clear();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string label = reader.GetString()!;
                reader.Read();
                var wrong = SetField(fields, label, ref reader);
                if (wrong != SenMlError.None) return wrong;
            }
            var error = resolver.Add(fields);
            if (error != SenMlError.None) return error;
        }
        // Bytes behind the pack throw here.
        reader.Read();
        return resolver.Records.Count == 0 ? SenMlError.NotAPack : SenMlError.None;
    }

    private static SenMlError SetField(SenMlFields fields, string label, ref Utf8JsonReader reader)
    {
        switch (label)
        {
            case "bn": fields.BaseName = reader.GetString(); break;
            case "bt": fields.BaseTime = reader.GetDouble(); break;
            case "bu": fields.BaseUnit = reader.GetString(); break;
            case "bv": fields.BaseValue = reader.GetDouble(); break;
            case "bs": fields.BaseSum = reader.GetDouble(); break;
            case "bver": fields.BaseVersion = reader.GetDouble(); break;
            case "n": fields.Name = reader.GetString(); break;
            case "u": fields.Unit = reader.GetString(); break;
            case "v": fields.Value = reader.GetDouble(); break;
            case "vs": fields.Text = reader.GetString(); break;
            case "vb": fields.Flag = reader.GetBoolean(); break;
            case "vd": fields.Data = Base64Url.DecodeFromChars(reader.GetString() ?? ""); break;
            case "s": fields.Sum = reader.GetDouble(); break;
            case "t": fields.Time = reader.GetDouble(); break;
            case "ut": fields.Update = reader.GetDouble(); break;
            default:
                if (label.EndsWith('_')) return SenMlError.LabelUnknown;
                reader.Skip();
                break;
        }
        return SenMlError.None;
    }

    private static void Write(Utf8JsonWriter json, in SenMlRecord record)
    {
        json.WriteStartObject();
        json.WriteString("n", record.Name);
        if (record.Unit is { } unit) json.WriteString("u", unit);
        if (record.TimeSeconds != 0) json.WriteNumber("t", record.TimeSeconds);
        if (record.Value is { } value) json.WriteNumber("v", value);
        if (record.Text is { } text) json.WriteString("vs", text);
        if (record.Flag is { } flag) json.WriteBoolean("vb", flag);
        if (record.Data is { } data) json.WriteString("vd", Base64Url.EncodeToString(data));
        if (record.Sum is { } sum) json.WriteNumber("s", sum);
        if (record.UpdateSeconds is { } update) json.WriteNumber("ut", update);
        json.WriteEndObject();
    }
}
