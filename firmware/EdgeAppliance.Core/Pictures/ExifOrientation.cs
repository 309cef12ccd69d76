using System.Buffers.Binary;

namespace EdgeAppliance.Core.Pictures;

/// <summary>Which way up a JPEG is to be shown (CIPA DC-008, Exif 2.32, section 4.6.4, Orientation): a camera that is held upright writes its rows as its sensor
/// has them, and says so here. What cannot be read counts as not said.</summary>
public static class ExifOrientation
{
    /// <summary>As it lies.</summary>
    public const int Upright = 1;

    private const int Tag = 0x0112, ShortType = 3, EntryBytes = 12, TiffHeaderBytes = 8;

    /// <returns>1 to 8.</returns>
    public static int Of(ReadOnlySpan<byte> encoded)
    {
        if (!encoded.StartsWith<byte>([0xFF, 0xD8])) return Upright;
        // ITU-T T.81, B.1: markers with lengths, up to the frame or the scan.
        for (int at = 2; at + 4 <= encoded.Length && encoded[at] == 0xFF;)
        {
            byte marker = encoded[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is >= 0xC0 and <= 0xDF and not 0xC4) break;
            int length = BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 2)..]);
            if (length < 2 || at + 2 + length > encoded.Length) break;
            var segment = encoded.Slice(at + 4, length - 2);
            if (marker == 0xE1 && segment.StartsWith("Exif\0\0"u8)) return OfTiff(segment[6..]);
            at += 2 + length;
        }
        return Upright;
    }

    // TIFF 6.0, section 2: the byte order, 42, and where the first directory is.
    private static int OfTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < TiffHeaderBytes) return Upright;
        bool isLittle = tiff.StartsWith("II"u8);
        if ((!isLittle && !tiff.StartsWith("MM"u8)) || Short(tiff[2..], isLittle) != 42) return Upright;
        uint directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2) return Upright;
        int entries = Short(tiff[(int)directory..], isLittle);
        var list = tiff[((int)directory + 2)..];
        for (; entries > 0 && list.Length >= EntryBytes; entries--, list = list[EntryBytes..])
        {
            if (Short(list, isLittle) != Tag) continue;
            int value = Short(list[8..], isLittle);
            return Short(list[2..], isLittle) == ShortType && value is >= 1 and <= 8 ? value : Upright;
        }
        return Upright;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
