using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Bundles.Intake;

/// <summary>One block of 512 bytes before an entry of a tar archive (POSIX.1-2017, pax, "ustar Interchange Format", with GNU's large sizes).</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    public const int Bytes = 512;
    private const int ChecksumOffset = 148;
    private const int ChecksumBytes = 8;
    private readonly ReadOnlySpan<byte> _block = block;

    public char Type => (char)_block[156];

    public string Name
    {
        get
        {
            string name = Text(0, 100);
            // GNU tar keeps times where POSIX keeps the first part of a long name.
            string prefix = _block[257..].StartsWith("ustar\0"u8) ? Text(345, 155) : "";
            return prefix.Length == 0 ? name : $"{prefix}/{name}";
        }
    }

    /// <exception cref="InvalidDataException">It is no number, or none that a file can have.</exception>
    public long ContentBytes
    {
        get
        {
            var size = _block.Slice(124, 12);
            if ((size[0] & 0x80) == 0) return Octal(size);
            long bytes = BinaryPrimitives.ReadInt64BigEndian(size[4..]);
            return bytes >= 0 && size[..4].SequenceEqual((ReadOnlySpan<byte>)[0x80, 0, 0, 0]) ? bytes : throw new InvalidDataException("An entry's size is wrong.");
        }
    }

    public bool IsEmpty => !_block.ContainsAnyExcept((byte)0);

    public static bool IsOne(ReadOnlySpan<byte> block) => block.Length == Bytes && new TarHeader(block).HasGoodChecksum();

    /// <summary>The sum of all bytes, those of the sum itself taken as spaces.</summary>
    public bool HasGoodChecksum()
    {
        int sum = ChecksumBytes * ' ';
        for (int i = 0; i < Bytes; i++)
            if (i is < ChecksumOffset or >= ChecksumOffset + ChecksumBytes) sum += _block[i];
        try
        {
            return !IsEmpty && Octal(_block.Slice(ChecksumOffset, ChecksumBytes)) == sum;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private string Text(int offset, int bytesMax)
    {
        var text = _block.Slice(offset, bytesMax);
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    /// <summary>At most 12 digits, which a long holds.</summary>
    private static long Octal(ReadOnlySpan<byte> text)
    {
        long value = 0;
        foreach (byte digit in text.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7') throw new InvalidDataException("A number in an entry's header is wrong.");
            value = (value << 3) | (uint)(digit - '0');
        }
        return value;
    }
}
