using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>Gathers lost records and packs what tells of them, one gap record a stream. Its sequence is that of the last lost record, so
/// that no two gaps of a stream have the same id and its place is in order; its data is
/// <code>{"stream":"pump-health","first":17,"last":140,"count":124,"reason":"outbox full"}</code>
/// where the count leaves out records in between that were delivered, and is itself left out where it is not known.</summary>
internal sealed class GapRecords
{
    public const string OutboxFull = "outbox full";
    public const string OutboxDamaged = "outbox damaged";

    private readonly List<LostRecords> _lost = [];

    public int Count => _lost.Count;

    /// <summary>Streams of which no gap record told before.</summary>
    public int Begun => _lost.Count(lost => !lost.IsToldOf);

    public void Clear() => _lost.Clear();

    /// <summary>Adds a lost record, or what a lost gap record told of.</summary>
    public void Add(in PackedRecord record, string reason)
    {
        var header = record.Header;
        if (header.Type == RecordType.Gap && TryAddGap(record)) return;
        Of(record.Stream, reason).Add(header.Sequence, header.Sequence, 1, header.TimeUs);
    }

    /// <summary>Adds numbers of records that are lost, or that may never have been given.</summary>
    /// <param name="count">0 where it is not known.</param>
    public void Add(ReadOnlySpan<byte> stream, long first, long last, long count, long timeUs, string reason) =>
        Of(stream, reason).Add(first, last, count, timeUs);

    /// <returns>The gap records, packed.</returns>
    public byte[] Pack()
    {
        var packed = new MemoryStream();
        foreach (var lost in _lost) packed.Write(Pack(lost));
        return packed.ToArray();
    }

    private LostRecords Of(ReadOnlySpan<byte> stream, string reason)
    {
        foreach (var known in _lost)
            if (known.Stream.AsSpan().SequenceEqual(stream) && known.Reason == reason) return known;
        var lost = new LostRecords(stream.ToArray(), reason);
        _lost.Add(lost);
        return lost;
    }

    private bool TryAddGap(in PackedRecord record)
    {
        var reader = new Utf8JsonReader(record.Data);
        try
        {
            using var data = JsonDocument.ParseValue(ref reader);
            if (!TryNumber(data, "first", out long first) || !TryNumber(data, "last", out long last) || first > last) return false;
            TryNumber(data, "count", out long count);
            string reason = data.RootElement.TryGetProperty("reason", out var text) && text.GetString() is { } given ? given : OutboxFull;
            var lost = Of(record.Stream, reason);
            lost.Add(first, last, count, record.Header.TimeUs);
            lost.IsToldOf = true;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A pipeline's own record of that type: it is lost like any other.
            return false;
        }
    }

    private static bool TryNumber(JsonDocument data, string name, out long number)
    {
        number = 0;
        return data.RootElement.TryGetProperty(name, out var value) && value.TryGetInt64(out number);
    }

    private static byte[] Pack(LostRecords lost)
    {
        string stream = JsonEncodedText.Encode(lost.Stream, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        string reason = JsonEncodedText.Encode(lost.Reason, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        string count = lost.Count == 0 ? "" : $"\"count\":{lost.Count},";
        byte[] data = Encoding.UTF8.GetBytes($$"""{"stream":"{{stream}}","first":{{lost.First}},"last":{{lost.Last}},{{count}}"reason":"{{reason}}"}""");
        var packed = new byte[PackedRecords.SizeOf(lost.Stream, [], data)];
        PackedRecords.Write(packed, new RecordHeader(RecordType.Gap, lost.Last, lost.TimeUs), lost.Stream, [], data);
        return packed;
    }
}
