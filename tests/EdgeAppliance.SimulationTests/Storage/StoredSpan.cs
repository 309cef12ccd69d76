using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>A record of a lane, or what its gap record tells of, by sequence.</summary>
internal sealed record StoredSpan(long First, long Last, bool IsGap)
{
    /// <summary>What a lane holds, in order; every record is compared with the one that the workload wrote.</summary>
    public static List<StoredSpan> All(LiteStore store, Lane lane)
    {
        var found = new List<StoredSpan>();
        var buffer = new byte[1 << 20];
        for (long at = store.Range(lane).First; at < store.Range(lane).Last;)
        {
            var slice = store.Peek(lane, at, 256, buffer);
            Assert.True(slice.Count > 0);
            found.AddRange(Of(buffer.AsSpan(0, slice.Bytes)));
            at = slice.Last;
        }
        return found;
    }

    public static List<StoredSpan> Of(ReadOnlySpan<byte> packed)
    {
        var found = new List<StoredSpan>();
        while (PackedRecords.TryRead(packed, out var record, out int size))
        {
            found.Add(Of(record, packed[..size]));
            packed = packed[size..];
        }
        Assert.True(packed.IsEmpty);
        return found;
    }

    private static StoredSpan Of(PackedRecord record, ReadOnlySpan<byte> packed)
    {
        long sequence = record.Header.Sequence;
        if (record.Header.Type == RecordType.Gap) return OfGap(record);
        Assert.True(packed.SequenceEqual(StoreWorkload.Record(sequence)), $"record {sequence} is not what was written");
        return new StoredSpan(sequence, sequence, IsGap: false);
    }

    private static StoredSpan OfGap(PackedRecord record)
    {
        var reader = new Utf8JsonReader(record.Data);
        using var data = JsonDocument.ParseValue(ref reader);
        long first = data.RootElement.GetProperty("first").GetInt64();
        long last = data.RootElement.GetProperty("last").GetInt64();
        Assert.Equal(last, record.Header.Sequence);
        if (data.RootElement.TryGetProperty("count", out var count)) Assert.Equal(last - first + 1, count.GetInt64());
        return new StoredSpan(first, last, IsGap: true);
    }
}
