namespace EdgeAppliance.Core.Pictures;

/// <summary>Pixels of what cameras give uncompressed: brightness from 16 to 235 and colour from 16 to 240, as ITU-R BT.601 defines them.</summary>
internal static class YuyvPixels
{
    private const int FractionBits = 16;

    // 255 ÷ 219, and 255 ÷ 224 times 2 - 2·0.299, 2·0.114·(2 - 2·0.114) ÷ 0.587 ÷ 2 and so on, with 16 fractional bits.
    private const int Bright = 76309, RedOfCr = 104597, GreenOfCb = 25675, GreenOfCr = 53279, BlueOfCb = 132201;

    /// <param name="yuyv">Four bytes for two pixels, <paramref name="width"/> being even.</param>
    public static void Decode(ReadOnlySpan<byte> yuyv, int width, int height, PixelBuffer to)
    {
        to.SetSize(width, height);
        var pixels = to.Bytes;
        for (int from = 0, at = 0; at < pixels.Length; from += 4, at += 8)
        {
            int cb = yuyv[from + 1] - 128, cr = yuyv[from + 3] - 128;
            Set(pixels.Slice(at, 4), yuyv[from], cb, cr);
            Set(pixels.Slice(at + 4, 4), yuyv[from + 2], cb, cr);
        }
    }

    private static void Set(Span<byte> pixel, int brightness, int cb, int cr)
    {
        int y = (brightness - 16) * Bright + (1 << (FractionBits - 1));
        pixel[0] = Whole(y + RedOfCr * cr);
        pixel[1] = Whole(y - GreenOfCb * cb - GreenOfCr * cr);
        pixel[2] = Whole(y + BlueOfCb * cb);
        pixel[3] = 255;
    }

    private static byte Whole(int value) => (byte)Math.Clamp(value >> FractionBits, 0, 255);
}
