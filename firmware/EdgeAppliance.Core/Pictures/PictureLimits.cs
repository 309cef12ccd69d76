namespace EdgeAppliance.Core.Pictures;

/// <param name="PixelsMax">Of the picture as it says it is, known before a pixel is decoded.</param>
/// <param name="AtLeast">A JPEG with twice these sides or more may be decoded at a half, a quarter or an eighth, as long as both sides stay at least this; 0 for whole.</param>
public readonly record struct PictureLimits(int PixelsMax, int AtLeast = 0)
{
    public const int SideMax = 16_384;

    /// <summary>12 megapixels: what phones send; 48 MiB of memory.</summary>
    public const int PixelsUsual = 12_582_912;

    public const int PixelsCeiling = 50_331_648;

    public bool Allows(long width, long height) => width is > 0 and <= SideMax && height is > 0 and <= SideMax && width * height <= PixelsMax;
}
