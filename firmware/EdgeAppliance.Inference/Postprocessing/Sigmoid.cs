using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>sigmoid</c>: 1 / (1 + e^-value).</summary>
internal sealed class Sigmoid(Range range) : Postprocessor
{
    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        foreach (ref double value in values[range]) value = 1 / (1 + Math.Exp(-value));
    }

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues) => new Sigmoid(layout.Find(parameters).Range);
}
