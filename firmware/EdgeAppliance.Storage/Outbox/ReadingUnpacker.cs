using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Makes batches again of what <see cref="ReadingPacker"/> packed. Batches of the same names share their strings and their
/// channel set, as steps like it.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class ReadingUnpacker
{
    private const int StreamsMax = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, StreamNames> _streams = [];

    /// <summary>Reads the batch at the start of <paramref name="packed"/>.</summary>
    /// <param name="size">Bytes to the next one.</param>
    /// <returns>For the caller to release; null where there is no whole, unharmed batch.</returns>
    public ReadingBatch? Read(ReadOnlySpan<byte> packed, out int size)
    {
        if (!IsWhole(packed, out size)) return null;
        packed = packed[..size];
        int rows = BinaryPrimitives.ReadInt32LittleEndian(packed[20..]);
        int names = BinaryPrimitives.ReadUInt16LittleEndian(packed[26..]);
        if (rows <= 0 || ReadingPacker.FixedBytes + names > size) return null;
        if (Names(packed.Slice(ReadingPacker.FixedBytes, names), BinaryPrimitives.ReadUInt16LittleEndian(packed[24..])) is not { } stream) return null;
        var columns = packed[(ReadingPacker.FixedBytes + names)..];
        long columnBytes = (long)rows * sizeof(long) * (1 + stream.Channels.Count);
        bool hasBlobs = BinaryPrimitives.ReadUInt32LittleEndian(packed) == ReadingPacker.BlobMagic;
        if (hasBlobs ? columns.Length < columnBytes : columns.Length != columnBytes) return null;
        var batch = ReadingBatch.Rent(stream.Source, stream.Device, stream.Channels, rows);
        batch.FirstPosition = BinaryPrimitives.ReadInt64LittleEndian(packed[12..]);
        for (int row = 0; row < rows; row++) batch.AddRow(BinaryPrimitives.ReadInt64LittleEndian(columns[(row * sizeof(long))..]));
        for (int c = 0; c < stream.Channels.Count; c++)
            columns.Slice((1 + c) * rows * sizeof(double), rows * sizeof(double)).CopyTo(MemoryMarshal.AsBytes(batch.WritableColumn(c)));
        if (!hasBlobs || TryReadBlobs(columns[(int)columnBytes..], batch)) return batch;
        batch.Release();
        return null;
    }

    private static bool TryReadBlobs(ReadOnlySpan<byte> blobs, ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            if (blobs.Length < ReadingPacker.BlobHeadBytes) return false;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(blobs[5..]);
            int width = BinaryPrimitives.ReadUInt16LittleEndian(blobs[1..]), height = BinaryPrimitives.ReadUInt16LittleEndian(blobs[3..]);
            byte kind = blobs[0];
            blobs = blobs[ReadingPacker.BlobHeadBytes..];
            if (length > blobs.Length || length > ReadingPacker.BlobBytesMax) return false;
            if (kind != ReadingPacker.NoBlob) batch.SetBlob(row, Blob.Copy(blobs[..(int)length], (BlobKind)kind, width, height));
            blobs = blobs[(int)length..];
        }
        return blobs.IsEmpty;
    }

    private static bool IsWhole(ReadOnlySpan<byte> packed, out int size)
    {
        size = 0;
        if (packed.Length < ReadingPacker.FixedBytes || BinaryPrimitives.ReadUInt32LittleEndian(packed) is not (ReadingPacker.Magic or ReadingPacker.BlobMagic)) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]);
        if (length < ReadingPacker.FixedBytes - ReadingPacker.HeaderBytes || length > packed.Length - ReadingPacker.HeaderBytes) return false;
        if (Crc32C.Of(packed.Slice(ReadingPacker.HeaderBytes, (int)length)) != BinaryPrimitives.ReadUInt32LittleEndian(packed[8..])) return false;
        size = ReadingPacker.HeaderBytes + (int)length;
        return true;
    }

    private StreamNames? Names(ReadOnlySpan<byte> bytes, int channels)
    {
        uint hash = Crc32C.Of(bytes);
        lock (_lock)
        {
            if (_streams.TryGetValue(hash, out var known) && known.Bytes.AsSpan().SequenceEqual(bytes)) return known;
            if (Parse(bytes, channels) is not { } stream) return null;
            if (_streams.Count == StreamsMax) _streams.Clear();
            return _streams[hash] = stream;
        }
    }

    private static StreamNames? Parse(ReadOnlySpan<byte> bytes, int channels)
    {
        var all = bytes.ToArray();
        var names = new string[2 + channels];
        for (int i = 0; i < names.Length; i++)
        {
            if (bytes.Length < sizeof(ushort)) return null;
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            if (bytes.Length < sizeof(ushort) + length) return null;
            names[i] = Encoding.UTF8.GetString(bytes.Slice(sizeof(ushort), length));
            bytes = bytes[(sizeof(ushort) + length)..];
        }
        return bytes.IsEmpty && channels > 0 ? new StreamNames(all, names[0], names[1], new ChannelSet(names.AsSpan(2))) : null;
    }

    private sealed record StreamNames(byte[] Bytes, string Source, string Device, ChannelSet Channels);
}
