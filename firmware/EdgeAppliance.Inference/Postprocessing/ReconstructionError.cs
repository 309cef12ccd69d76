using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>reconstruction-error</c>: one value, the mean absolute difference of an autoencoder's output and its input, in place of the output.</summary>
internal sealed class ReconstructionError(Range range, int to) : Postprocessor
{
    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        var output = values[range];
        double sum = 0;
        for (int i = 0; i < output.Length; i++) sum += Math.Abs(output[i] - input[i]);
        values[to] = sum / output.Length;
    }

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        var vector = layout.Find(parameters);
        if (vector.Count != inputValues) throw parameters.Wrong($"'{vector.Name}' has {vector.Count} values where the input has {inputValues}");
        layout.Remove(vector);
        return new ReconstructionError(vector.Range, layout.Add(parameters.Text("as", "score"), 1).Offset);
    }
}
