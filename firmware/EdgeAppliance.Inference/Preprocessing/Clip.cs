using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary><c>clip</c>: no value below min or above max.</summary>
internal sealed class Clip(double min, double max) : Preprocessor
{
    public override void Apply(Span<double> values, WindowShape shape, Span<double> scratch)
    {
        foreach (ref double value in values) value = Math.Clamp(value, min, max);
    }

    public static Preprocessor Bind(StepParameters parameters, WindowShape shape)
    {
        var clip = (Min: parameters.Number("min"), Max: parameters.Number("max"));
        return clip.Min < clip.Max ? new Clip(clip.Min, clip.Max) : throw parameters.Wrong("'min' must be less than 'max'");
    }
}
