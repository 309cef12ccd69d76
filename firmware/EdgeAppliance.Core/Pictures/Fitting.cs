using System.Runtime.InteropServices;

namespace EdgeAppliance.Core.Pictures;

/// <summary>Fits pictures into a size without changing their shape. Used by one thread.</summary>
public sealed class Fitting
{
    private readonly Resampler _resampler = new();
    private readonly PixelBuffer _pixels = new();

    /// <returns>The picture, valid until the next.</returns>
    public PictureFrame Fit(PictureFrame picture, int width, int height, byte grey)
    {
        var from = picture.Pixels;
        if (from.Width == width && from.Height == height) return picture;
        double scale = Math.Min((double)width / from.Width, (double)height / from.Height);
        int innerWidth = Math.Clamp((int)Math.Round(from.Width * scale), 1, width);
        int innerHeight = Math.Clamp((int)Math.Round(from.Height * scale), 1, height);
        int left = (width - innerWidth) / 2, top = (height - innerHeight) / 2;
        _pixels.SetSize(width, height);
        Fill(left, top, innerWidth, innerHeight, grey);
        _resampler.Resample(from, _pixels, left, top, innerWidth, innerHeight);
        double x = (double)from.Width / innerWidth, y = (double)from.Height / innerHeight;
        return new PictureFrame(picture.Newest, picture.Row, _pixels, picture.View.Of(x, y, -left * x, -top * y));
    }

    private void Fill(int left, int top, int width, int height, byte grey)
    {
        uint colour = 0xFF000000u | grey * 0x010101u;
        for (int y = 0; y < _pixels.Height; y++)
        {
            var row = MemoryMarshal.Cast<byte, uint>(_pixels.Row(y));
            if (y < top || y >= top + height) row.Fill(colour);
            else
            {
                row[..left].Fill(colour);
                row[(left + width)..].Fill(colour);
            }
        }
    }
}
