using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Demo.Cloud;

/// <summary>Reads CloudEvents in structured JSON: one object, or an array of them.</summary>
internal static class CloudRecordReader
{
    /// <exception cref="JsonException">The payload is not a record as DESIGN.md's contract has it.</exception>
    public static List<CloudRecord> Read(ReadOnlySequence<byte> payload)
    {
        using var document = JsonDocument.Parse(payload);
        var records = new List<CloudRecord>();
        if (document.RootElement.ValueKind == JsonValueKind.Array)
            foreach (var item in document.RootElement.EnumerateArray()) records.Add(One(item));
        else records.Add(One(document.RootElement));
        return records;
    }

    private static CloudRecord One(JsonElement record)
    {
        string id = Text(record, "id");
        string[] parts = id.Split('/');
        if (Text(record, "specversion") != "1.0" || parts.Length != 3 || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            throw new JsonException($"'{id}' is not the id of a record");
        return new CloudRecord(id, parts[1], sequence, Text(record, "type"), DateTimeOffset.Parse(Text(record, "time"), CultureInfo.InvariantCulture));
    }

    private static string Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.GetString() is { } text ? text : throw new JsonException($"a record without '{name}'");
}
