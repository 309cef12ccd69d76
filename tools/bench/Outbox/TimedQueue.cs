using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Bench.Outbox;

/// <summary>Puts numbered records into a queue and takes them out again, batch by batch, and tells what the queue itself took.</summary>
internal sealed class TimedQueue(IRecordQueue queue, TimeProvider time)
{
    public const int Records = 256;
    public const int RecordBytes = 200;
    public const int BatchBytes = Records * RecordBytes;

    private readonly byte[] _packed = new byte[BatchBytes];
    private readonly byte[] _taken = new byte[BatchBytes];
    private long _appended;
    private long _takenCount;

    private static ReadOnlySpan<byte> Stream => "bench"u8;

    /// <returns>Seconds.</returns>
    public async Task<double> Append(int batches)
    {
        var took = TimeSpan.Zero;
        for (int batch = 0; batch < batches; batch++)
        {
            Pack();
            long since = time.GetTimestamp();
            await queue.Append(_packed, Records);
            took += time.GetElapsedTime(since);
        }
        return took.TotalSeconds;
    }

    /// <returns>Seconds.</returns>
    /// <exception cref="InvalidDataException">What comes out is not what was put in, in order.</exception>
    public async Task<double> Take(int batches)
    {
        var took = TimeSpan.Zero;
        for (int batch = 0; batch < batches; batch++)
        {
            long since = time.GetTimestamp();
            int bytes = await queue.Take(_taken, Records);
            took += time.GetElapsedTime(since);
            Check(_taken.AsSpan(0, bytes));
        }
        return took.TotalSeconds;
    }

    private void Pack()
    {
        Span<byte> data = stackalloc byte[RecordBytes - PackedRecords.SizeOf(Stream, default, default)];
        data.Fill((byte)'7');
        for (int at = 0; at < BatchBytes; at += RecordBytes)
            PackedRecords.Write(_packed.AsSpan(at), new RecordHeader(RecordType.Reading, ++_appended, _appended), Stream, default, data);
    }

    private void Check(ReadOnlySpan<byte> packed)
    {
        for (; !packed.IsEmpty; packed = packed[RecordBytes..])
        {
            if (!PackedRecords.TryRead(packed, out var record, out int size) || size != RecordBytes) throw new InvalidDataException($"Record {_takenCount + 1} is damaged.");
            if (record.Header.Sequence != ++_takenCount) throw new InvalidDataException($"Record {record.Header.Sequence} came where {_takenCount} belongs.");
        }
    }
}
