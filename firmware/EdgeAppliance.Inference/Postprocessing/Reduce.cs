using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>reduce</c>: one value in place of an output's many: its <c>mean</c>, <c>max</c>, <c>min</c>, <c>sum</c> or <c>last</c>.</summary>
internal sealed class Reduce(Range range, int to, Reduction reduction) : Postprocessor
{
    private static readonly string[] Names = ["mean", "max", "min", "sum", "last"];

    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        var from = values[range];
        double result = from[0];
        foreach (double value in from[1..])
        {
            result = reduction switch
            {
                Reduction.Max => Math.Max(result, value),
                Reduction.Min => Math.Min(result, value),
                Reduction.Last => value,
                _ => result + value,
            };
        }
        values[to] = reduction == Reduction.Mean ? result / from.Length : result;
    }

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        var vector = layout.Find(parameters);
        int reduction = Array.IndexOf(Names, parameters.Text("by"));
        if (reduction < 0) throw parameters.Wrong($"'by' must be one of {string.Join(", ", Names)}");
        layout.Remove(vector);
        return new Reduce(vector.Range, layout.Add(parameters.Text("as", vector.Name), 1).Offset, (Reduction)reduction);
    }
}
