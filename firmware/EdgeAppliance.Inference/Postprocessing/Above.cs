using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>threshold</c>: adds 1 where an output's first value is more than <c>at</c>, else 0, under the name <c>as</c>.</summary>
internal sealed class Above(int from, int to, double at) : Postprocessor
{
    public override void Apply(Span<double> values, ReadOnlySpan<double> input) =>
        values[to] = double.IsNaN(values[from]) ? double.NaN : values[from] > at ? 1 : 0;

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues) =>
        new Above(layout.Find(parameters).Offset, layout.Add(parameters.Text("as", "above"), 1).Offset, parameters.Number("at"));
}
