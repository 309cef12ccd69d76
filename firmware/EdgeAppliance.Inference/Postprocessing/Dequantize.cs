using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>dequantize</c>: (value - zero) × scale.</summary>
internal sealed class Dequantize(Range range, double scale, double zero) : Postprocessor
{
    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        foreach (ref double value in values[range]) value = (value - zero) * scale;
    }

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues) =>
        new Dequantize(layout.Find(parameters).Range, parameters.Number("scale"), parameters.Number("zero", 0));
}
