using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Inference.Steps;

/// <summary>Makes parts of a picture unrecognisable.</summary>
internal static class Hiding
{
    /// <summary>So few squares across a face tell nobody by it.</summary>
    private const int SquaresAcross = 6;

    private const int Pixel = PixelBuffer.PixelBytes;

    /// <param name="box">x, y, width and height as parts of the picture.</param>
    public static void Hide(PixelBuffer pixels, ReadOnlySpan<double> box, BlurOptions options)
    {
        double across = box[2] * options.Margin, down = box[3] * options.Margin;
        int left = Place(box[0] - across, pixels.Width), right = Place(box[0] + box[2] + across, pixels.Width);
        int top = Place(box[1] - down, pixels.Height), bottom = Place(box[1] + box[3] + down, pixels.Height);
        (right, bottom) = (Math.Min(right + 1, pixels.Width), Math.Min(bottom + 1, pixels.Height));
        if (options.Method == BlurMethod.Fill)
        {
            Paint(pixels, left, top, right, bottom, 128, 128, 128);
            return;
        }
        int side = Math.Max(1, (Math.Min(right - left, bottom - top) + SquaresAcross - 1) / SquaresAcross);
        for (int y = top; y < bottom; y += side)
            for (int x = left; x < right; x += side) Average(pixels, x, y, Math.Min(x + side, right), Math.Min(y + side, bottom));
    }

    private static int Place(double part, int side) => (int)Math.Clamp(Math.Floor(part * side), 0, side);

    private static void Average(PixelBuffer pixels, int left, int top, int right, int bottom)
    {
        long red = 0, green = 0, blue = 0, count = (long)(right - left) * (bottom - top);
        for (int y = top; y < bottom; y++)
        {
            var row = pixels.Row(y);
            for (int at = left * Pixel; at < right * Pixel; at += Pixel)
            {
                red += row[at];
                green += row[at + 1];
                blue += row[at + 2];
            }
        }
        Paint(pixels, left, top, right, bottom, (byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }

    private static void Paint(PixelBuffer pixels, int left, int top, int right, int bottom, byte red, byte green, byte blue)
    {
        for (int y = top; y < bottom; y++)
        {
            var row = pixels.Row(y);
            for (int at = left * Pixel; at < right * Pixel; at += Pixel) (row[at], row[at + 1], row[at + 2]) = (red, green, blue);
        }
    }
}
