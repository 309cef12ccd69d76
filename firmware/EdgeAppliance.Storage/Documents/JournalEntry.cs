using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Documents;

/// <summary>What one commit changed, as it lies in a journal file. Frozen format, little endian; entries follow one another from 0 on,
/// each at a multiple of eight:
/// <code>
/// 0 magic "EAJ1"   4 u32 generation   8 i64 index of the entry in its generation
/// 16 u32 entries of the generation before   20 u32 bytes of the body   24 u32 CRC-32C of bytes 0-23 and of the body   28 u32 0
/// 32 the body, changes one behind another: u8 1, a document put: i32 length of its BSON without the field b, the BSON, i32 length of
///    the blob b or -1, the blob; or u8 2, one deleted: i64 key
/// </code></summary>
internal static class JournalEntry
{
    public const int HeaderBytes = 32;
    public const int Alignment = 8;
    private const int ChecksumAt = 24;

    public static ReadOnlySpan<byte> MagicBytes => "EAJ1"u8;


    /// <summary>Writes the header of an entry whose body is behind it.</summary>
    public static void Seal(Span<byte> entry, JournalHeader header)
    {
        entry[..HeaderBytes].Clear();
        MagicBytes.CopyTo(entry);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], header.Generation);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], header.Index);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], header.EntriesBefore);
        BinaryPrimitives.WriteInt32LittleEndian(entry[20..], header.BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[ChecksumAt..], Checksum(entry, header.BodyBytes));
    }

    /// <returns>False where it is no header; whether the body is whole, <see cref="IsWhole"/> tells.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out JournalHeader header)
    {
        header = default;
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(MagicBytes)) return false;
        header = new JournalHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
        return header.BodyBytes >= 0;
    }

    public static bool IsWhole(ReadOnlySpan<byte> entry, JournalHeader header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(entry[ChecksumAt..]) == Checksum(entry, header.BodyBytes);

    /// <summary>What an entry takes in the file, in bytes.</summary>
    public static long Size(int bodyBytes) => (HeaderBytes + (long)bodyBytes + Alignment - 1) / Alignment * Alignment;

    private static uint Checksum(ReadOnlySpan<byte> entry, int bodyBytes) =>
        Crc32C.Append(Crc32C.Of(entry[..ChecksumAt]), entry.Slice(HeaderBytes, bodyBytes));
}
