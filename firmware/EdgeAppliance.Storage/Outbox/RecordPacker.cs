using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Gathers the records of one transaction for one lane, to be cut into documents.</summary>
internal sealed class RecordPacker
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Packed => _bytes.AsSpan(0, Length);

    public void Clear() => Length = Count = 0;

    public void Add(ReadOnlySpan<byte> packed, int count)
    {
        if (_bytes.Length - Length < packed.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + packed.Length));
        packed.CopyTo(_bytes.AsSpan(Length));
        Length += packed.Length;
        Count += count;
    }

    /// <summary>How many whole records, and bytes, from <paramref name="offset"/> on make one document: at least one record.</summary>
    public (int Records, int Bytes) Cut(int offset, int recordsMax, int bytesMax)
    {
        int records = 0;
        int bytes = 0;
        while (offset + bytes < Length && records < recordsMax)
        {
            int size = SizeOf(_bytes.AsSpan(offset + bytes, Length - offset - bytes));
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
