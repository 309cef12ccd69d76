namespace EdgeAppliance.Core.Pictures;

/// <summary>A picture's pixels [height, width, 4]: red, green, blue and a byte that means nothing, rows without a gap. Its memory is used
/// again for the next picture. Used by one thread at a time.</summary>
public sealed class PixelBuffer
{
    public const int PixelBytes = 4;

    private byte[] _bytes = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, Width * Height * PixelBytes);

    public Span<byte> Row(int y) => _bytes.AsSpan(y * Width * PixelBytes, Width * PixelBytes);

    /// <summary>The pixels are of any content then. Allocates only where they are more than ever before.</summary>
    public void SetSize(int width, int height)
    {
        int bytes = checked(width * height * PixelBytes);
        if (_bytes.Length < bytes) _bytes = GC.AllocateUninitializedArray<byte>(bytes);
        (Width, Height) = (width, height);
    }

    public void CopyTo(PixelBuffer other)
    {
        other.SetSize(Width, Height);
        Bytes.CopyTo(other.Bytes);
    }
}
