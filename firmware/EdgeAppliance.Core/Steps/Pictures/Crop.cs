using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Keeps a part of each picture: one that is told in parts of its sides, or the largest square in its middle.</summary>
public sealed class Crop(CropOptions options) : PictureStep
{
    private readonly PixelBuffer _pixels = new();

    public override void Process(PictureFrame picture)
    {
        var from = picture.Pixels;
        var (left, top, width, height) = Place(from.Width, from.Height);
        _pixels.SetSize(width, height);
        for (int y = 0; y < height; y++) from.Row(top + y).Slice(left * PixelBuffer.PixelBytes, width * PixelBuffer.PixelBytes).CopyTo(_pixels.Row(y));
        Next?.Process(new PictureFrame(picture.Newest, picture.Row, _pixels, picture.View.Of(1, 1, left, top)));
    }

    /// <summary>Binds <c>x</c>, <c>y</c>, <c>width</c> and <c>height</c>, from 0 to 1, or <c>square</c>.</summary>
    public static StepFactory Bind(StepConfiguration configuration)
    {
        bool square = configuration.Boolean("square", false);
        double x = Part(configuration, "x", 0), y = Part(configuration, "y", 0);
        var options = new CropOptions(square, x, y, Part(configuration, "width", 1 - x), Part(configuration, "height", 1 - y));
        bool isTold = configuration.Has("x") || configuration.Has("y") || configuration.Has("width") || configuration.Has("height");
        if (square == isTold) configuration.Report("", "needs x, y, width and height as parts of the picture from 0 to 1, or \"square\": true.");
        if (options.Width <= 0 || options.X + options.Width > 1) configuration.Report("width", "must be more than 0, and with x at most 1.");
        if (options.Height <= 0 || options.Y + options.Height > 1) configuration.Report("height", "must be more than 0, and with y at most 1.");
        return _ => new Crop(options);
    }

    private static double Part(StepConfiguration configuration, string key, double fallback)
    {
        double part = configuration.Number(key, fallback);
        if (part is >= 0 and <= 1) return part;
        configuration.Report(key, "must be from 0 to 1.");
        return fallback;
    }

    private (int Left, int Top, int Width, int Height) Place(int width, int height)
    {
        if (options.Square)
        {
            int side = Math.Min(width, height);
            return ((width - side) / 2, (height - side) / 2, side, side);
        }
        int left = Math.Min((int)Math.Round(options.X * width), width - 1), top = Math.Min((int)Math.Round(options.Y * height), height - 1);
        return (left, top, Math.Clamp((int)Math.Round(options.Width * width), 1, width - left), Math.Clamp((int)Math.Round(options.Height * height), 1, height - top));
    }
}
