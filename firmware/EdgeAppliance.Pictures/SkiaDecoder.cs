using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Pictures;

/// <summary>Decodes in this process: 1 what the picture says of itself, held against the limits; 2 the codec; 3 how small it may become; 4 the pixels.
/// Any number of threads.</summary>
public sealed unsafe class SkiaDecoder : IPictureDecoder
{
    private static readonly float[] s_scales = [1 / 8f, 1 / 4f, 1 / 2f];

    public PictureFault Decode(ReadOnlySpan<byte> encoded, PictureLimits limits, PixelBuffer pixels)
    {
        var fault = EncodedHeader.Read(encoded, out var header); // 1
        if (fault != PictureFault.None) return fault;
        if (!limits.Allows(header.Width, header.Height)) return PictureFault.TooLarge;
        nint data, codec;
        fixed (byte* bytes = encoded) data = Skia.NewData(bytes, encoded.Length);
        codec = Skia.NewCodec(data); // 2
        Skia.ReleaseData(data);
        if (codec == 0) return PictureFault.Damaged;
        try
        {
            return Decode(codec, header, limits, pixels);
        }
        finally
        {
            Skia.DestroyCodec(codec);
        }
    }

    private static PictureFault Decode(nint codec, EncodedHeader header, PictureLimits limits, PixelBuffer pixels)
    {
        Skia.ImageInfo info;
        Skia.GetInfo(codec, &info);
        if (info.ColorSpace != 0) Skia.ReleaseColorSpace(info.ColorSpace);
        if (info.Width != header.Width || info.Height != header.Height) return PictureFault.Damaged;
        var size = new Skia.Size { Width = info.Width, Height = info.Height };
        if (header.Format == EncodedFormat.Jpeg && limits.AtLeast > 0) size = Smallest(codec, size, limits.AtLeast); // 3
        var wanted = new Skia.ImageInfo
        {
            Width = size.Width, Height = size.Height, ColorType = Skia.Rgba8888, AlphaType = info.AlphaType == Skia.Opaque ? Skia.Opaque : Skia.Unpremultiplied,
        };
        pixels.SetSize(size.Width, size.Height);
        fixed (byte* to = pixels.Bytes)
        {
            return Skia.GetPixels(codec, &wanted, to, (nint)size.Width * PixelBuffer.PixelBytes, 0) switch // 4
            {
                Skia.Success => PictureFault.None,
                Skia.IncompleteInput => PictureFault.Truncated,
                _ => PictureFault.Damaged,
            };
        }
    }

    private static Skia.Size Smallest(nint codec, Skia.Size whole, int atLeast)
    {
        foreach (float scale in s_scales)
        {
            Skia.Size size;
            Skia.GetScaledSize(codec, scale, &size);
            if (size.Width <= whole.Width && size.Height <= whole.Height && Math.Min(size.Width, size.Height) >= atLeast) return size;
        }
        return whole;
    }
}
