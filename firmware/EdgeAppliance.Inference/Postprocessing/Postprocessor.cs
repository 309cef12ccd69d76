namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>Makes results of a model's outputs. Holds no state: any thread may use it.</summary>
internal abstract class Postprocessor
{
    /// <param name="values">All results, each in its place of the <see cref="ResultLayout"/>.</param>
    /// <param name="input">What the model was given, before it was quantized.</param>
    public abstract void Apply(Span<double> values, ReadOnlySpan<double> input);
}
