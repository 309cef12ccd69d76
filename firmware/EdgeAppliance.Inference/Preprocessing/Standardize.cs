using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary><c>standardize</c>: (value - mean) / std, each one number or one a channel.</summary>
internal sealed class Standardize(double[] means, double[] deviations) : Preprocessor
{
    public override void Apply(Span<double> values, WindowShape shape, Span<double> scratch)
    {
        for (int c = 0; c < means.Length; c++)
            foreach (ref double value in values.Slice(c * shape.Size, shape.Size)) value = (value - means[c]) / deviations[c];
    }

    public static Preprocessor Bind(StepParameters parameters, WindowShape shape)
    {
        var deviations = parameters.Numbers("std", shape.Channels);
        if (Array.Exists(deviations, std => std <= 0)) throw parameters.Wrong("'std' must be more than 0");
        return new Standardize(parameters.Numbers("mean", shape.Channels), deviations);
    }
}
