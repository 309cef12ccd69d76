using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>Records to store, each with its number as its sequence and its data, and the way to find out which are stored.</summary>
internal static class SampleRecords
{
    public const string Pipeline = "self-test";

    public static readonly Lane Lane = new("cloud", RecordPriority.Normal);

    private static ReadOnlySpan<byte> Stream => "self-test"u8;

    public static LaneAppend Make(long first, int count)
    {
        Span<byte> data = stackalloc byte[sizeof(long)];
        int size = PackedRecords.SizeOf(Stream, default, data);
        byte[] packed = new byte[size * count];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data, first + i);
            PackedRecords.Write(packed.AsSpan(i * size), new RecordHeader(RecordType.Reading, first + i, 0), Stream, default, data);
        }
        return new LaneAppend(Lane, packed, count);
    }

    /// <summary>Acknowledges the oldest, as an uplink would.</summary>
    public static async Task Acknowledge(LiteStore store, int count)
    {
        byte[] buffer = new byte[64 << 10];
        for (int left = count; left > 0;)
        {
            var slice = store.Peek(Lane, store.Range(Lane).First, left, buffer);
            CheckFailedException.Unless(slice.Count > 0, $"the outbox gives nothing, {left} records before the last");
            await store.Acknowledge(Lane, slice.First, slice.Last);
            left -= slice.Count;
        }
    }

    /// <exception cref="CheckFailedException">The lane holds something else than the records [<paramref name="first"/>, <paramref name="end"/>), in order and whole.</exception>
    public static void Expect(LiteStore store, long first, long end)
    {
        byte[] buffer = new byte[64 << 10];
        long next = first;
        for (long at = store.Range(Lane).First; at < store.Range(Lane).Last;)
        {
            var slice = store.Peek(Lane, at, 256, buffer);
            CheckFailedException.Unless(slice.Count > 0, $"the outbox gives nothing at place {at}, before its end");
            for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, slice.Bytes); !rest.IsEmpty; next++)
            {
                CheckFailedException.Unless(PackedRecords.TryRead(rest, out var record, out int size), $"record {next} is damaged");
                long data = BinaryPrimitives.ReadInt64LittleEndian(record.Data);
                CheckFailedException.Unless(record.Header.Sequence == next && data == next, $"record {next} is read as {record.Header.Sequence} with the data of {data}");
                rest = rest[size..];
            }
            at = slice.Last;
        }
        CheckFailedException.Unless(next == end, $"records {next} to {end - 1} are missing");
    }
}
