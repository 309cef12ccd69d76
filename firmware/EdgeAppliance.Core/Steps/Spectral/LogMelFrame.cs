namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>The logarithms of a spectrum's mel energies (Davis and Mermelstein 1980).</summary>
internal sealed class LogMelFrame(MelBank bank, LoudnessOptions loudness) : FrameTransform
{
    public override int Values => bank.Mels;

    public override void Apply(ReadOnlySpan<double> spectrum, Span<double> values)
    {
        bank.Apply(spectrum, values);
        foreach (ref double value in values) value = loudness.Of(value);
    }
}
