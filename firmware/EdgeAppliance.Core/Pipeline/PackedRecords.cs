using System.Buffers.Binary;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Records packed one behind another, as the outbox stores them. Frozen format, little endian:
/// <code>
/// 0   u32  magic 0x31524145 ("EAR1")
/// 4   u32  length of everything behind this header of 12 bytes
/// 8   u32  CRC-32C of those bytes
/// 12  u8   type        (RecordType), + 0x40 where it is of a private pipeline, + 0x80 where it is cleared
/// 13  u8   length of stream, UTF-8
/// 14  u16  length of subject, UTF-8
/// 16  i64  sequence
/// 24  i64  time, microseconds since 1970
/// 32  …    stream, subject, data (a JSON object, UTF-8)
/// </code></summary>
public static class PackedRecords
{
    public const uint Magic = 0x31524145;
    public const int HeaderBytes = 12;
    private const int PrivateBit = 0x40;
    private const int ClearedBit = 0x80;
    public const int FixedBytes = 32;

    /// <summary>Larger than this no record may be.</summary>
    public const int RecordBytesMax = 1 << 20;

    public static int SizeOf(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> data) =>
        checked(FixedBytes + stream.Length + subject.Length + data.Length);

    /// <param name="target">At least <see cref="SizeOf"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException">A part is longer than its length field or <see cref="RecordBytesMax"/> allows.</exception>
    public static int Write(Span<byte> target, RecordHeader header, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> data)
    {
        if (stream.Length > byte.MaxValue) throw new ArgumentException("A stream's name has at most 255 bytes.", nameof(stream));
        if (subject.Length > ushort.MaxValue) throw new ArgumentException("A subject has at most 65535 bytes.", nameof(subject));
        int size = SizeOf(stream, subject, data);
        if (size > RecordBytesMax) throw new ArgumentException($"A record has at most {RecordBytesMax} bytes.", nameof(data));
        target = target[..size];
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)(size - HeaderBytes));
        target[12] = (byte)((int)header.Type | (header.IsPrivate ? PrivateBit : 0) | (header.IsCleared ? ClearedBit : 0));
        target[13] = (byte)stream.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(target[14..], (ushort)subject.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], header.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], header.TimeUs);
        stream.CopyTo(target[32..]);
        subject.CopyTo(target[(32 + stream.Length)..]);
        data.CopyTo(target[(32 + stream.Length + subject.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Crc32C.Of(target[HeaderBytes..]));
        return size;
    }

    /// <summary>Reads the record at the start of <paramref name="packed"/>.</summary>
    /// <param name="size">Bytes to the next record.</param>
    /// <returns>False where there is no whole, unharmed record.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packed, out PackedRecord record, out int size)
    {
        record = default;
        size = 0;
        if (packed.Length < FixedBytes || BinaryPrimitives.ReadUInt32LittleEndian(packed) != Magic) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]);
        if (length < FixedBytes - HeaderBytes || length > RecordBytesMax - HeaderBytes || length > packed.Length - HeaderBytes) return false;
        var body = packed.Slice(HeaderBytes, (int)length);
        if (Crc32C.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(packed[8..])) return false;
        int streamBytes = body[1];
        int subjectBytes = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var text = body[(FixedBytes - HeaderBytes)..];
        if (streamBytes + subjectBytes > text.Length) return false;
        var type = (RecordType)(body[0] & ~(PrivateBit | ClearedBit));
        var header = new RecordHeader(type, BinaryPrimitives.ReadInt64LittleEndian(body[4..]), BinaryPrimitives.ReadInt64LittleEndian(body[12..]))
        {
            IsPrivate = (body[0] & PrivateBit) != 0,
            IsCleared = (body[0] & ClearedBit) != 0,
        };
        record = new PackedRecord(header, text[..streamBytes], text.Slice(streamBytes, subjectBytes), text[(streamBytes + subjectBytes)..]);
        size = HeaderBytes + (int)length;
        return true;
    }
}
