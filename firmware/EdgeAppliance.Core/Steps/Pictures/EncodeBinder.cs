using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>The catalog's line of the <c>encode</c> step, with what encodes.</summary>
public static class EncodeBinder
{
    private const int QualityUsual = 80;

    public static StepKind Kind(IPictureEncoder encoder) => new("encode", StepFlow.Pictures, StepFlow.Finished, configuration => Bind(configuration, encoder));

    /// <summary>Binds <c>as</c>, <c>quality</c> and <c>maxBytes</c>.</summary>
    private static StepFactory Bind(StepConfiguration configuration, IPictureEncoder encoder)
    {
        var options = new EncodeOptions(
            configuration.Text("as", "picture"), configuration.Integer("quality", QualityUsual, 1, 100),
            configuration.Integer("maxBytes", EncodeOptions.BytesCeiling, 1024, EncodeOptions.BytesCeiling));
        return context => new Encode(encoder, options, context.Pictures);
    }
}
