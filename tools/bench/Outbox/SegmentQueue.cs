using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Bench.Outbox;

/// <summary>The barest queue that survives a power cut: batches, each with its length and CRC-32C, one behind another in a file whose
/// blocks were all written before, so that fdatasync has nothing but data to write; and a cursor in a file of its own. One write and one
/// fdatasync a batch, for appending as for taking.</summary>
internal sealed class SegmentQueue : IRecordQueue
{
    private const int HeaderBytes = 8;
    private const int CursorBytes = 12;
    private const int ZeroBytes = 1 << 20;

    private readonly IDiskFile _segment;
    private readonly IDiskFile _cursor;
    private readonly byte[] _frame;
    private readonly byte[] _cursorBytes = new byte[CursorBytes];
    private readonly long _slots;
    private long _next;
    private long _first;

    /// <param name="batchBytes">Of one batch; all have that many at most.</param>
    /// <param name="batchesMax">That are held at once.</param>
    public SegmentQueue(string folder, int batchBytes, long batchesMax)
    {
        var disk = new KernelDisk(folder);
        _segment = disk.Open("segment");
        _cursor = disk.Open("cursor");
        _frame = new byte[HeaderBytes + batchBytes];
        _slots = batchesMax;
        byte[] zeros = new byte[ZeroBytes];
        for (long at = 0; at < _slots * _frame.Length; at += zeros.Length) _segment.Write(at, zeros);
        _segment.Sync();
        _cursor.Write(0, _cursorBytes);
        _cursor.Sync();
    }

    public string Name => "bare log";

    public Task Append(ReadOnlyMemory<byte> packed, int count)
    {
        if (_next - _first == _slots) throw new InvalidOperationException("The log is full.");
        BinaryPrimitives.WriteInt32LittleEndian(_frame, packed.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_frame.AsSpan(4), Crc32C.Of(packed.Span));
        packed.Span.CopyTo(_frame.AsSpan(HeaderBytes));
        _segment.Write(_next % _slots * _frame.Length, _frame.AsSpan(0, HeaderBytes + packed.Length));
        _segment.Sync();
        _next++;
        return Task.CompletedTask;
    }

    public Task<int> Take(Memory<byte> target, int count)
    {
        int read = _segment.Read(_first % _slots * _frame.Length, _frame);
        int length = BinaryPrimitives.ReadInt32LittleEndian(_frame);
        var packed = _frame.AsSpan(HeaderBytes, length);
        if (read < HeaderBytes + length || BinaryPrimitives.ReadUInt32LittleEndian(_frame.AsSpan(4)) != Crc32C.Of(packed)) throw new InvalidDataException("A batch is damaged.");
        packed.CopyTo(target.Span);
        BinaryPrimitives.WriteInt64LittleEndian(_cursorBytes, ++_first);
        BinaryPrimitives.WriteUInt32LittleEndian(_cursorBytes.AsSpan(sizeof(long)), Crc32C.Of(_cursorBytes.AsSpan(0, sizeof(long))));
        _cursor.Write(0, _cursorBytes);
        _cursor.Sync();
        return Task.FromResult(length);
    }

    public void Dispose()
    {
        _segment.Dispose();
        _cursor.Dispose();
    }
}
