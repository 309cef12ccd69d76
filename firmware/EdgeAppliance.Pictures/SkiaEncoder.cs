using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Pictures;

/// <summary>Encodes in this process: its input are pixels, which cannot be malformed. Any number of threads.</summary>
public sealed unsafe class SkiaEncoder : IPictureEncoder
{
    [ThreadStatic]
    private static byte[]? t_bytes;

    public ReadOnlySpan<byte> EncodeJpeg(PixelBuffer pixels, int quality)
    {
        var info = new Skia.ImageInfo { Width = pixels.Width, Height = pixels.Height, ColorType = Skia.Rgba8888, AlphaType = Skia.Opaque };
        var options = new Skia.JpegOptions { Quality = quality };
        nint stream = Skia.NewStream();
        try
        {
            fixed (byte* from = pixels.Bytes)
            {
                nint pixmap = Skia.NewPixmap(&info, from, (nint)pixels.Width * PixelBuffer.PixelBytes);
                bool isDone = Skia.EncodeJpeg(stream, pixmap, &options);
                Skia.DestroyPixmap(pixmap);
                if (!isDone) return [];
            }
            int length = (int)Skia.BytesWritten(stream);
            if (t_bytes is null || t_bytes.Length < length) t_bytes = new byte[length];
            fixed (byte* to = t_bytes) Skia.CopyTo(stream, to);
            return t_bytes.AsSpan(0, length);
        }
        finally
        {
            Skia.DestroyStream(stream);
        }
    }
}
