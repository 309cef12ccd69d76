using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>softmax</c>: probabilities of an output's logits; taken from the largest, so that none overflows.</summary>
internal sealed class Softmax(Range range) : Postprocessor
{
    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        var logits = values[range];
        double largest = double.NegativeInfinity;
        foreach (double logit in logits) largest = Math.Max(largest, logit);
        double sum = 0;
        foreach (ref double logit in logits) sum += logit = Math.Exp(logit - largest);
        foreach (ref double logit in logits) logit /= sum;
    }

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues) => new Softmax(layout.Find(parameters).Range);
}
