namespace EdgeAppliance.Core.Pictures;

/// <summary>Makes pixels of an encoded picture. Two make it real: the native codec in this process, and the same one in a process of its own,
/// which a hostile picture may take down without harm.</summary>
public interface IPictureDecoder
{
    /// <param name="encoded">JPEG, PNG or WebP, from anyone.</param>
    /// <param name="limits">What a picture may be at most, and how small it may become.</param>
    /// <param name="pixels">Set where there is no fault.</param>
    PictureFault Decode(ReadOnlySpan<byte> encoded, PictureLimits limits, PixelBuffer pixels);
}
