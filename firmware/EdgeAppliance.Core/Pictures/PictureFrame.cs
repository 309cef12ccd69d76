using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pictures;

/// <summary>A decoded picture on its way from one step to the next. Valid during the call that hands it on; whoever gets it may change its pixels.</summary>
/// <param name="newest">The batch that holds the picture's reading; gives source, device and channels.</param>
public readonly ref struct PictureFrame(ReadingBatch newest, int row, PixelBuffer pixels, PictureView view)
{
    public ReadingBatch Newest { get; } = newest;

    public int Row { get; } = row;

    public PixelBuffer Pixels { get; } = pixels;

    public PictureView View { get; } = view;

    public long TimeUs => Newest.TimesUs[Row];
}
