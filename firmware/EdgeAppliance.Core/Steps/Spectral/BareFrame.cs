namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>The spectrum as it is: what a <c>spectrogram</c> is made of.</summary>
internal sealed class BareFrame(int bins) : FrameTransform
{
    public override int Values => bins;

    public override void Apply(ReadOnlySpan<double> spectrum, Span<double> values) => spectrum.CopyTo(values);
}
