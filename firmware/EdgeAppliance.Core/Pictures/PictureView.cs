namespace EdgeAppliance.Core.Pictures;

/// <summary>Where a picture's pixels lie in the picture that was taken: place · scale + offset, as a part of its width and height from 0 to 1.
/// What a model finds in a picture that was cut and shrunk for it is told so.</summary>
public readonly record struct PictureView(double ScaleX, double ScaleY, double OffsetX, double OffsetY)
{
    public static PictureView Whole(int width, int height) => new(1.0 / width, 1.0 / height, 0, 0);

    public double X(double x) => x * ScaleX + OffsetX;

    public double Y(double y) => y * ScaleY + OffsetY;

    /// <summary>The view of a picture whose place x lies at x · scale + offset, in pixels of this one.</summary>
    public PictureView Of(double scaleX, double scaleY, double offsetX, double offsetY) =>
        new(ScaleX * scaleX, ScaleY * scaleY, X(offsetX), Y(offsetY));
}
