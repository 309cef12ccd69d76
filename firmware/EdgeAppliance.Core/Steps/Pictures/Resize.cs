using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Makes pictures of a size, stretched where their shape is another; where only one side is told, the other follows.</summary>
/// <param name="width">In pixels; 0 to follow the height.</param>
public sealed class Resize(int width, int height) : PictureStep
{
    private readonly Resampler _resampler = new();
    private readonly PixelBuffer _pixels = new();

    public override void Process(PictureFrame picture)
    {
        var from = picture.Pixels;
        int w = width > 0 ? width : Follow(from.Width, from.Height);
        int h = height > 0 ? height : Follow(from.Height, from.Width);
        if (w == from.Width && h == from.Height)
        {
            Next?.Process(picture);
            return;
        }
        _pixels.SetSize(w, h);
        _resampler.Resample(from, _pixels, 0, 0, w, h);
        var view = picture.View.Of((double)from.Width / w, (double)from.Height / h, 0, 0);
        Next?.Process(new PictureFrame(picture.Newest, picture.Row, _pixels, view));
    }

    /// <summary>Binds <c>width</c> and <c>height</c>, in pixels, one of them at least.</summary>
    public static StepFactory Bind(StepConfiguration configuration)
    {
        int width = PictureSize.Side(configuration, "width"), height = PictureSize.Side(configuration, "height");
        if (width + height == 0) configuration.Report("width", "is missing, as height is: how many pixels the picture shall have.");
        return _ => new Resize(width, height);
    }

    private int Follow(int side, int other) =>
        (int)Math.Clamp(Math.Round((double)side * Math.Max(width, height) / other), 1, PictureSize.SideMax);
}
