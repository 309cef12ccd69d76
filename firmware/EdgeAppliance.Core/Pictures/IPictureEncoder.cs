namespace EdgeAppliance.Core.Pictures;

/// <summary>Makes JPEG of pixels.</summary>
public interface IPictureEncoder
{
    /// <param name="quality">From 1 to 100.</param>
    /// <returns>The bytes, valid until the next call of the same thread; empty where it could not.</returns>
    ReadOnlySpan<byte> EncodeJpeg(PixelBuffer pixels, int quality);
}
