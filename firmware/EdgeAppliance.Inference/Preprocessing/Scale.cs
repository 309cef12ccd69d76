using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary><c>scale</c>: value × by + offset, each one number or one a channel; offset is 0 unless told.</summary>
internal sealed class Scale(double[] factors, double[] offsets) : Preprocessor
{
    public override void Apply(Span<double> values, WindowShape shape, Span<double> scratch)
    {
        for (int c = 0; c < factors.Length; c++)
            foreach (ref double value in values.Slice(c * shape.Size, shape.Size)) value = value * factors[c] + offsets[c];
    }

    public static Preprocessor Bind(StepParameters parameters, WindowShape shape) =>
        new Scale(parameters.Numbers("by", shape.Channels), parameters.Numbers("offset", shape.Channels, 0));
}
