using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary>Changes a window's values [channels × size] in place before the model takes them. Holds no state: any thread may use it.</summary>
internal abstract class Preprocessor
{
    /// <param name="scratch">As long as <paramref name="values"/>, of any content.</param>
    public abstract void Apply(Span<double> values, WindowShape shape, Span<double> scratch);
}
