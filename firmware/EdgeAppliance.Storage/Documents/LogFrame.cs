using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Documents;

/// <summary>One page in the log file. Frozen format, little endian; the file is two generation blocks at 0 and 4096, each alone
/// in its sector whatever the sector's size, and frames from 8192 on:
/// <code>
/// generation:  0 u32 magic 0x4746414C ("LAFG")   4 u32 generation   8 u32 CRC-32C of bytes 0-7
/// frame:       0 u32 magic 0x4646414C ("LAFF")   4 u32 generation   8 i64 index of the frame
///              16 u32 CRC-32C of bytes 0-15 and of the page         20 12 bytes of 0        32 the page, 8192 bytes
/// </code></summary>
internal static class LogFrame
{
    public const int HeaderBytes = 32;
    public const int Bytes = HeaderBytes + LitePage.Bytes;
    public const int GenerationBytes = 512;
    public const int GenerationSpacing = 4096;
    public const int FirstOffset = 2 * GenerationSpacing;
    private const uint Magic = 0x4646414C;
    private const uint GenerationMagic = 0x4746414C;

    public static long Offset(long index) => FirstOffset + index * Bytes;

    public static void Seal(Span<byte> frame, uint generation, long index)
    {
        frame[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], generation);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[16..], Checksum(frame));
    }

    public static bool IsWhole(ReadOnlySpan<byte> frame, uint generation, long index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame) == Magic
        && BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == generation
        && BinaryPrimitives.ReadInt64LittleEndian(frame[8..]) == index
        && BinaryPrimitives.ReadUInt32LittleEndian(frame[16..]) == Checksum(frame);

    public static void SealGeneration(Span<byte> block, uint generation)
    {
        block.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block, GenerationMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], generation);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], Crc32C.Of(block[..8]));
    }

    /// <returns>0 where the block was never written, or is torn.</returns>
    public static uint ReadGeneration(ReadOnlySpan<byte> block)
    {
        if (block.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(block) != GenerationMagic) return 0;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[8..]) != Crc32C.Of(block[..8])) return 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
    }

    /// <returns>The newest generation that the file names; 0 where both blocks were never written, or are damaged.</returns>
    public static uint ReadGeneration(IDiskFile file)
    {
        Span<byte> block = stackalloc byte[GenerationBytes];
        uint newest = 0;
        for (int i = 0; i < 2; i++)
        {
            int read = file.Read(i * GenerationSpacing, block);
            newest = Math.Max(newest, ReadGeneration(block[..read]));
        }
        return newest;
    }

    /// <summary>The generation that a frame says it is of; true only where <see cref="IsWhole"/> says so.</summary>
    public static uint GenerationOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);

    private static uint Checksum(ReadOnlySpan<byte> frame) => Crc32C.Append(Crc32C.Of(frame[..16]), frame[HeaderBytes..]);
}
