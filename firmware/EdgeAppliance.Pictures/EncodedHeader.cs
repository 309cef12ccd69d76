using System.Buffers.Binary;
using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Pictures;

/// <summary>What an encoded picture says of itself before its pixels, read here, so that a picture that is too large never comes near the native codec.</summary>
internal readonly record struct EncodedHeader(EncodedFormat Format, int Width, int Height)
{
    /// <returns>A fault of format or size, or none.</returns>
    public static PictureFault Read(ReadOnlySpan<byte> bytes, out EncodedHeader header)
    {
        header = default;
        if (bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return Jpeg(bytes, out header);
        if (bytes.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])) return Png(bytes, out header);
        return bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8) ? WebP(bytes, out header) : PictureFault.UnknownFormat;
    }

    // W3C Portable Network Graphics, 11.2.1: the first chunk is IHDR.
    private static PictureFault Png(ReadOnlySpan<byte> bytes, out EncodedHeader header)
    {
        header = default;
        if (bytes.Length < 24) return PictureFault.Truncated;
        if (!bytes[12..16].SequenceEqual("IHDR"u8)) return PictureFault.Damaged;
        uint width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        return Of(EncodedFormat.Png, width, height, out header);
    }

    // ITU-T T.81, B.1: markers with lengths up to the frame header, SOF0 to SOF15 but the three that are something else.
    private static PictureFault Jpeg(ReadOnlySpan<byte> bytes, out EncodedHeader header)
    {
        header = default;
        for (int at = 2; at + 4 <= bytes.Length;)
        {
            if (bytes[at] != 0xFF) return PictureFault.Damaged;
            byte marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (at + 9 > bytes.Length) return PictureFault.Truncated;
                return Of(EncodedFormat.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]), out header);
            }
            if (marker is 0xDA or 0xD9) return PictureFault.Damaged;
            at += marker is >= 0xD0 and <= 0xD7 or 0x01 ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return PictureFault.Truncated;
    }

    // RFC 9649, 2.5 to 2.7: the canvas of VP8X, the frame of VP8 (RFC 6386, 9.1), or the 14 bits each of VP8L.
    private static PictureFault WebP(ReadOnlySpan<byte> bytes, out EncodedHeader header)
    {
        header = default;
        if (bytes.Length < 30) return PictureFault.Truncated;
        var chunk = bytes[12..16];
        var body = bytes[20..];
        if (chunk.SequenceEqual("VP8X"u8)) return Of(EncodedFormat.WebP, 1 + (Little(body[4..]) & 0xFFFFFF), 1 + (Little(body[7..]) & 0xFFFFFF), out header);
        if (chunk.SequenceEqual("VP8L"u8))
        {
            uint bits = Little(body[1..]);
            return body[0] == 0x2F ? Of(EncodedFormat.WebP, 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF), out header) : PictureFault.Damaged;
        }
        if (!chunk.SequenceEqual("VP8 "u8) || !body[3..6].SequenceEqual<byte>([0x9D, 0x01, 0x2A])) return PictureFault.Damaged;
        return Of(EncodedFormat.WebP, Little(body[6..]) & 0x3FFF, (Little(body[6..]) >> 16) & 0x3FFF, out header);
    }

    private static uint Little(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static PictureFault Of(EncodedFormat format, uint width, uint height, out EncodedHeader header)
    {
        header = default;
        if (width == 0 || height == 0) return PictureFault.Damaged;
        if (width > PictureLimits.SideMax || height > PictureLimits.SideMax) return PictureFault.TooLarge;
        header = new EncodedHeader(format, (int)width, (int)height);
        return PictureFault.None;
    }
}
