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
        // A stream's name may hold a slash, as in "pump/alarm"; a device's may not.
        int first = id.IndexOf('/');
        int last = id.LastIndexOf('/');
        if (Text(record, "specversion") != "1.0" || last <= first + 1 || !long.TryParse(id.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            throw new JsonException($"'{id}' is not the id of a record");
        return new CloudRecord(id, id[(first + 1)..last], sequence, Text(record, "type"), DateTimeOffset.Parse(Text(record, "time"), CultureInfo.InvariantCulture))
        {
            Subject = record.TryGetProperty("subject", out var subject) ? subject.GetString() ?? "" : "",
            // The document's memory goes back to a pool.
            Data = record.TryGetProperty("data", out var data) ? data.Clone() : default,
        };
    }

    private static string Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.GetString() is { } text ? text : throw new JsonException($"a record without '{name}'");
}
