using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary><c>transpose</c>: from [channels × size] to [size × channels], for models that take a reading after the other.</summary>
internal sealed class Transpose : Preprocessor
{
    public const string Name = "transpose";

    public override void Apply(Span<double> values, WindowShape shape, Span<double> scratch)
    {
        values.CopyTo(scratch);
        for (int c = 0; c < shape.Channels; c++)
            for (int i = 0; i < shape.Size; i++) values[i * shape.Channels + c] = scratch[c * shape.Size + i];
    }

    public static Preprocessor Bind(StepParameters parameters, WindowShape shape) => new Transpose();
}
