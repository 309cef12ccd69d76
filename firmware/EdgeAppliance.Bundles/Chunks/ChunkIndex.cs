using System.Buffers.Binary;

namespace EdgeAppliance.Bundles.Chunks;

/// <summary>Which chunks a file is made of. Frozen format, little endian:
/// <code>
/// 0 magic "EACI"   4 u8 1   5 u8 average bits   6 u16 0   8 i64 bytes of the file   16 u32 chunks   20 u32 0
/// 24 a chunk each: i32 length, 16 bytes of its <see cref="ChunkId"/>
/// </code></summary>
public sealed class ChunkIndex
{
    /// <summary>What a target's index is called: the target's name and this.</summary>
    public const string Suffix = ".chunks";

    public const int BytesMax = 64 << 20;
    private const int HeaderBytes = 24;
    private const int EntryBytes = sizeof(int) + ChunkId.Bytes;
    private const byte FormatVersion = 1;

    private ChunkIndex(ChunkSizes sizes, long fileBytes, List<Chunk> chunks) => (Sizes, FileBytes, Chunks) = (sizes, fileBytes, chunks);

    public ChunkSizes Sizes { get; }

    public long FileBytes { get; }

    /// <summary>In the file's order, without a gap.</summary>
    public IReadOnlyList<Chunk> Chunks { get; }

    private static ReadOnlySpan<byte> Magic => "EACI"u8;

    /// <param name="file">That can seek.</param>
    public static ChunkIndex Of(Stream file)
    {
        var sizes = ChunkSizes.For(file.Length);
        var chunks = new List<Chunk>();
        FileChunks.Read(file, sizes, (chunk, _) => chunks.Add(chunk));
        return new ChunkIndex(sizes, file.Length, chunks);
    }

    /// <summary>Of a file of which no more is known than how long it is: its chunks have no id.</summary>
    internal static ChunkIndex Even(long fileBytes)
    {
        var sizes = ChunkSizes.For(fileBytes);
        var chunks = new List<Chunk>();
        for (long offset = 0; offset < fileBytes; offset += sizes.Max) chunks.Add(new Chunk(offset, (int)Math.Min(sizes.Max, fileBytes - offset), default));
        return new ChunkIndex(sizes, fileBytes, chunks);
    }

    /// <exception cref="BundleException">It is no index.</exception>
    public static ChunkIndex Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic) || bytes[4] != FormatVersion) throw new BundleException("It is no index of chunks.");
        int bits = bytes[5];
        long fileBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        if (bits is < ChunkSizes.AverageBitsMin or > ChunkSizes.AverageBitsMax || bytes.Length != HeaderBytes + (long)count * EntryBytes) throw new BundleException("The index of chunks is damaged.");
        var sizes = new ChunkSizes(bits);
        var chunks = new List<Chunk>((int)count);
        long offset = 0;
        for (var entries = bytes[HeaderBytes..]; !entries.IsEmpty; entries = entries[EntryBytes..])
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(entries);
            if (length <= 0 || length > sizes.Max) throw new BundleException("The index of chunks names one that is too large or empty.");
            chunks.Add(new Chunk(offset, length, ChunkId.Read(entries[sizeof(int)..])));
            offset += length;
        }
        return offset == fileBytes ? new ChunkIndex(sizes, fileBytes, chunks) : throw new BundleException("The index's chunks do not make up the file.");
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[HeaderBytes + Chunks.Count * EntryBytes];
        Magic.CopyTo(bytes);
        bytes[4] = FormatVersion;
        bytes[5] = (byte)Sizes.AverageBits;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), FileBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Chunks.Count);
        var entries = bytes.AsSpan(HeaderBytes);
        foreach (var chunk in Chunks)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entries, chunk.Length);
            chunk.Id.Write(entries[sizeof(int)..]);
            entries = entries[EntryBytes..];
        }
        return bytes;
    }
}
