using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>How one channel lies in a scan, as <c>scan_elements/in_X_type</c> says: <c>le:s12/16&gt;&gt;4</c> is twelve signed bits in two bytes,
/// lowest first, four bits up (Documentation/iio/iio_devbuf.rst).</summary>
internal sealed partial record IioElement(bool IsBigEndian, bool IsSigned, int Bits, int Bytes, int Shift)
{
    /// <returns>Null where the text is of no such form, or of several values.</returns>
    public static IioElement? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success) return null;
        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        int bits = Number(3), storage = Number(4), shift = Number(5);
        if (storage is not (8 or 16 or 32 or 64) || bits == 0 || bits + shift > storage) return null;
        return new IioElement(match.Groups[1].ValueSpan is "be", match.Groups[2].ValueSpan is "s", bits, storage / 8, shift);
    }

    /// <param name="bytes">As many as <see cref="Bytes"/>.</param>
    public long Decode(ReadOnlySpan<byte> bytes)
    {
        ulong raw = Bytes switch
        {
            1 => bytes[0],
            2 => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
        // To the top, and down again with or without its sign.
        ulong top = raw >> Shift << (64 - Bits);
        return IsSigned ? (long)top >> (64 - Bits) : (long)(top >> (64 - Bits));
    }

    [GeneratedRegex("^(be|le):(s|u)([0-9]{1,2})/([0-9]{1,2})>>([0-9]{1,2})$")]
    private static partial Regex Form();
}
