using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Makes pictures of a size without changing their shape: as large as fits, in the middle, with grey beside or above and below.</summary>
/// <param name="grey">From 0 to 255.</param>
public sealed class Letterbox(int width, int height, byte grey) : PictureStep
{
    private readonly Fitting _fitting = new();

    public override void Process(PictureFrame picture) => Next?.Process(_fitting.Fit(picture, width, height, grey));

    /// <summary>Binds <c>width</c>, <c>height</c> and <c>grey</c>.</summary>
    public static StepFactory Bind(StepConfiguration configuration)
    {
        var (width, height) = PictureSize.Both(configuration);
        int grey = configuration.Integer("grey", 0, 0, 255);
        return _ => new Letterbox(width, height, (byte)grey);
    }
}
