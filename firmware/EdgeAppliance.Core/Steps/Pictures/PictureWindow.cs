using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Makes windows [colours × pixels] of pictures. Used by one thread.</summary>
public sealed class PictureWindow(PlaneOrder order)
{
    private readonly PicturePlanes _planes = new(order);
    private readonly OutputBatch _output = new();

    public PlaneOrder Order => order;

    /// <summary>The picture's numbers from 0 to 255, for the caller to change; valid until the next picture.</summary>
    public Span<double> Take(PictureFrame picture) => _planes.Of(picture.Pixels);

    /// <summary>The window of those numbers. Its newest reading has the picture's time, and no values of its own.</summary>
    public WindowFrame Of(PictureFrame picture, ReadOnlySpan<double> values)
    {
        var newest = _output.For(picture.Newest, order.Channels, 1);
        int row = newest.AddRow(picture.TimeUs);
        return new WindowFrame(newest, row, picture.Pixels.Width * picture.Pixels.Height, values);
    }
}
