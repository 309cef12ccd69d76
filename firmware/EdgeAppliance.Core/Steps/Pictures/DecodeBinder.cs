using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>The catalog's line of the <c>decode</c> step, with what decodes.</summary>
public static class DecodeBinder
{
    public static StepKind Kind(IPictureDecoder decoder) => new("decode", StepFlow.Rows, StepFlow.Pictures, configuration => Bind(configuration, decoder));

    /// <summary>Binds <c>maxPixels</c>, <c>atLeast</c> and <c>upright</c>.</summary>
    private static StepFactory Bind(StepConfiguration configuration, IPictureDecoder decoder)
    {
        int pixels = configuration.Integer("maxPixels", PictureLimits.PixelsUsual, 1, PictureLimits.PixelsCeiling);
        var limits = new PictureLimits(pixels, configuration.Integer("atLeast", 0, 1, PictureSize.SideMax));
        bool upright = configuration.Boolean("upright", true);
        return context => new Decode(decoder, limits, context.Pictures, upright);
    }
}
