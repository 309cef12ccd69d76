using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Packs batches of readings one behind another, as they are stored. Frozen format, little endian:
/// <code>
/// 0   u32  magic 0x31514145 ("EAQ1")
/// 4   u32  length of everything behind this header of 12 bytes
/// 8   u32  CRC-32C of those bytes
/// 12  i64  position of the first row
/// 20  i32  rows
/// 24  u16  channels
/// 26  u16  length of what names them: source, device, channels, each as u16 length and UTF-8
/// 28  …    the names, then the rows' times (i64, microseconds since 1970), then each channel's values (f64 a row)
/// </code>
/// Where a row has bytes beside its values the magic is 0x32514145 ("EAQ2"), and behind the values stands for each row
/// <code>
/// u8 kind (BlobKind), + 0x80 where there are none · u16 width · u16 height · u32 length · the bytes
/// </code></summary>
internal sealed class ReadingPacker
{
    public const uint Magic = 0x31514145;
    public const uint BlobMagic = 0x32514145;
    public const int HeaderBytes = 12;
    public const int FixedBytes = 28;
    public const int BlobHeadBytes = 9;
    public const byte NoBlob = 0x80;

    /// <summary>A row's bytes; a document may have 4 MiB.</summary>
    public const int BlobBytesMax = 3 << 20;

    private byte[] _bytes = new byte[96 << 10];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Packed => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Bytes that each row of a batch takes.</summary>
    public static int RowBytes(ReadingBatch batch) => sizeof(long) + sizeof(double) * batch.Channels.Count;

    /// <summary>Bytes that one row of a batch takes, with those beside its values.</summary>
    public static int RowBytes(ReadingBatch batch, int row) => RowBytes(batch) + (batch.BlobBytes > 0 ? BlobHeadBytes + (batch.BlobAt(row)?.Length ?? 0) : 0);

    /// <exception cref="ArgumentException">The names may be longer than 65535 bytes in all, or a row's bytes more than <see cref="BlobBytesMax"/>.</exception>
    public static void Check(ReadingBatch batch)
    {
        for (int row = 0; batch.BlobBytes > BlobBytesMax && row < batch.Count; row++)
            if (batch.BlobAt(row) is { Length: > BlobBytesMax } blob)
                throw new ArgumentException($"A reading of '{batch.Device}' comes with {blob.Length} bytes, and {BlobBytesMax} can be stored.", nameof(batch));
        if (NameBytesMax(batch) > ushort.MaxValue)
            throw new ArgumentException($"The names of '{batch.Device}' and its {batch.Channels.Count} channels are too long to be stored.", nameof(batch));
    }

    /// <param name="batch">Passes <see cref="Check"/>.</param>
    public void Add(ReadingBatch batch, int firstRow, int rows)
    {
        int start = Length;
        Reserve(FixedBytes + NameBytesMax(batch) + Bytes(batch, firstRow, rows));
        int at = WriteNames(batch, start + FixedBytes);
        int names = at - start - FixedBytes;
        at = Write(MemoryMarshal.AsBytes(batch.TimesUs.Slice(firstRow, rows)), at);
        for (int c = 0; c < batch.Channels.Count; c++) at = Write(MemoryMarshal.AsBytes(batch.Column(c).Slice(firstRow, rows)), at);
        if (batch.BlobBytes > 0) at = WriteBlobs(batch, firstRow, rows, at);
        var packed = _bytes.AsSpan(start, at - start);
        BinaryPrimitives.WriteUInt32LittleEndian(packed, batch.BlobBytes > 0 ? BlobMagic : Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(packed[4..], (uint)(packed.Length - HeaderBytes));
        BinaryPrimitives.WriteInt64LittleEndian(packed[12..], batch.FirstPosition + firstRow);
        BinaryPrimitives.WriteInt32LittleEndian(packed[20..], rows);
        BinaryPrimitives.WriteUInt16LittleEndian(packed[24..], (ushort)batch.Channels.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(packed[26..], (ushort)names);
        BinaryPrimitives.WriteUInt32LittleEndian(packed[8..], Crc32C.Of(packed[HeaderBytes..]));
        Length = at;
    }

    private static int Bytes(ReadingBatch batch, int firstRow, int rows)
    {
        int bytes = 0;
        for (int row = firstRow; row < firstRow + rows; row++) bytes += RowBytes(batch, row);
        return bytes;
    }

    private int WriteBlobs(ReadingBatch batch, int firstRow, int rows, int at)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            var blob = batch.BlobAt(row);
            var head = _bytes.AsSpan(at, BlobHeadBytes);
            head[0] = blob is null ? NoBlob : (byte)blob.Kind;
            BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)(blob?.Width ?? 0));
            BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)(blob?.Height ?? 0));
            BinaryPrimitives.WriteUInt32LittleEndian(head[5..], (uint)(blob?.Length ?? 0));
            at += BlobHeadBytes;
            if (blob is not null) at = Write(blob.Bytes, at);
        }
        return at;
    }

    private static int NameBytesMax(ReadingBatch batch)
    {
        int characters = batch.Source.Length + batch.Device.Length;
        foreach (string name in batch.Channels.Names) characters += name.Length;
        return checked(3 * characters + sizeof(ushort) * (2 + batch.Channels.Count));
    }

    private int WriteNames(ReadingBatch batch, int at)
    {
        at = WriteName(batch.Device, WriteName(batch.Source, at));
        foreach (string name in batch.Channels.Names) at = WriteName(name, at);
        return at;
    }

    private int WriteName(string name, int at)
    {
        int length = Encoding.UTF8.GetBytes(name, _bytes.AsSpan(at + sizeof(ushort)));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(at), (ushort)length);
        return at + sizeof(ushort) + length;
    }

    private int Write(ReadOnlySpan<byte> bytes, int at)
    {
        bytes.CopyTo(_bytes.AsSpan(at));
        return at + bytes.Length;
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + bytes));
    }
}
