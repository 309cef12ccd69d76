namespace EdgeAppliance.Core.Pictures;

/// <summary>A picture in memory that is used again for the next one. Used by one thread at a time.</summary>
public sealed class Picture
{
    private byte[] _bytes = [];
    private int _length;

    public PictureFormat Format { get; private set; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>When it was taken, microseconds since 1970.</summary>
    public long TimeUs { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Allocates only where this one is larger than all before it.</summary>
    public void Set(PictureFormat format, int width, int height, long timeUs, ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length < bytes.Length) _bytes = new byte[bytes.Length];
        bytes.CopyTo(_bytes);
        _length = bytes.Length;
        (Format, Width, Height, TimeUs) = (format, width, height, timeUs);
    }

    public void CopyTo(Picture other) => other.Set(Format, Width, Height, TimeUs, Bytes);
}
