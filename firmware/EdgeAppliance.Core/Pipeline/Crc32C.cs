using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), with the processor's instruction where it has one. Such an instruction takes several
/// cycles, but one can begin each cycle: so three pieces of what is long are worked on at once and put together afterwards.</summary>
public static class Crc32C
{
    private const int LongBytes = 2048;
    private const int ShortBytes = 128;

    private static readonly Crc32CShift s_long = new(LongBytes);
    private static readonly Crc32CShift s_short = new(ShortBytes);

    /// <param name="seed">0, or the value of the bytes before these.</param>
    public static uint Append(uint seed, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~seed;
        if (bytes.Length >= 3 * LongBytes) crc = Thrice(crc, ref bytes, s_long);
        if (bytes.Length >= 3 * ShortBytes) crc = Thrice(crc, ref bytes, s_short);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, Little(word));
        foreach (byte b in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    private static uint Thrice(uint crc, ref ReadOnlySpan<byte> bytes, Crc32CShift shift)
    {
        nuint piece = (nuint)shift.Bytes;
        for (; bytes.Length >= 3 * shift.Bytes; bytes = bytes[(3 * shift.Bytes)..])
        {
            ref byte first = ref MemoryMarshal.GetReference(bytes);
            uint middle = 0, last = 0;
            for (nuint i = 0; i < piece; i += sizeof(ulong))
            {
                crc = BitOperations.Crc32C(crc, Word(ref first, i));
                middle = BitOperations.Crc32C(middle, Word(ref first, piece + i));
                last = BitOperations.Crc32C(last, Word(ref first, piece + piece + i));
            }
            crc = shift.Apply(shift.Apply(crc) ^ middle) ^ last;
        }
        return crc;
    }

    private static ulong Word(ref byte bytes, nuint offset) => Little(Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref bytes, offset)));

    private static ulong Little(ulong word) => BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
}
