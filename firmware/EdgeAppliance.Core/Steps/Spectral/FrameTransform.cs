namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Makes the values of one frame from its spectrum.</summary>
internal abstract class FrameTransform
{
    /// <summary>How many values a frame becomes.</summary>
    public abstract int Values { get; }

    /// <param name="spectrum">Magnitudes or their squares [fft ÷ 2 + 1].</param>
    public abstract void Apply(ReadOnlySpan<double> spectrum, Span<double> values);
}
