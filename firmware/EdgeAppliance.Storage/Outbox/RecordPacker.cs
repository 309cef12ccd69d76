using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Gathers the records of one transaction for one lane, to be cut into documents. Records that come alone stay where they are.</summary>
internal sealed class RecordPacker
{
    private byte[] _bytes = [];
    private ReadOnlyMemory<byte> _packed;

    public int Length => _packed.Length;

    public ReadOnlySpan<byte> Packed => _packed.Span;

    public void Clear() => _packed = default;

    /// <param name="packed">Must stay as it is until <see cref="Clear"/>.</param>
    public void Add(ReadOnlyMemory<byte> packed)
    {
        if (_packed.IsEmpty)
        {
            _packed = packed;
            return;
        }
        int length = Length + packed.Length;
        if (_bytes.Length < length) Grow(length);
        else if (!IsGathered) _packed.CopyTo(_bytes);
        packed.CopyTo(_bytes.AsMemory(Length));
        _packed = _bytes.AsMemory(0, length);
    }

    /// <summary>How many whole records, and bytes, from <paramref name="offset"/> on make one document: at least one record.</summary>
    public (int Records, int Bytes) Cut(int offset, int recordsMax, int bytesMax)
    {
        int records = 0;
        int bytes = 0;
        while (offset + bytes < Length && records < recordsMax)
        {
            int size = SizeOf(Packed[(offset + bytes)..]);
            if (records > 0 && bytes + size > bytesMax) break;
            bytes += size;
            records++;
        }
        return (records, bytes);
    }

    /// <exception cref="ArgumentException">It is not so many packed records.</exception>
    public static void Check(LaneAppend append)
    {
        var packed = append.Packed.Span;
        int count = 0;
        for (; !packed.IsEmpty; count++)
        {
            int size = SizeOf(packed);
            if (size == 0) break;
            packed = packed[size..];
        }
        if (!packed.IsEmpty || count != append.Count) throw new ArgumentException($"These are not {append.Count} packed records.", nameof(append));
    }

    private bool IsGathered => Packed.Overlaps(_bytes);

    private void Grow(int length)
    {
        byte[] larger = new byte[Math.Max(2 * _bytes.Length, length)];
        _packed.CopyTo(larger);
        _bytes = larger;
    }

    /// <returns>0 where there is no record.</returns>
    private static int SizeOf(ReadOnlySpan<byte> packed)
    {
        if (packed.Length >= PackedRecords.FixedBytes && BinaryPrimitives.ReadUInt32LittleEndian(packed) == PackedRecords.Magic)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]);
            if (length <= packed.Length - PackedRecords.HeaderBytes) return PackedRecords.HeaderBytes + (int)length;
        }
        return 0;
    }
}
