namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>The first coefficients of the cosine transform (type 2: Σ x[m] cos(π k (m + ½) ÷ M)) of a spectrum's log-mel energies (Davis and Mermelstein 1980).</summary>
internal sealed class MfccFrame : FrameTransform
{
    private readonly LogMelFrame _mels;
    private readonly double[] _energies;
    private readonly double[] _cosines;

    public MfccFrame(LogMelFrame mels, int coefficients, CosineNorm norm)
    {
        _mels = mels;
        int count = mels.Values;
        _energies = new double[count];
        _cosines = new double[coefficients * count];
        Values = coefficients;
        for (int k = 0; k < coefficients; k++)
        {
            double by = norm == CosineNorm.None ? 2 : Math.Sqrt((norm == CosineNorm.Ortho && k == 0 ? 1.0 : 2.0) / count);
            for (int m = 0; m < count; m++) _cosines[k * count + m] = by * Math.Cos(Math.PI * k * (m + 0.5) / count);
        }
    }

    public override int Values { get; }

    public override void Apply(ReadOnlySpan<double> spectrum, Span<double> values)
    {
        _mels.Apply(spectrum, _energies);
        for (int k = 0; k < Values; k++)
        {
            double sum = 0;
            var cosines = _cosines.AsSpan(k * _energies.Length, _energies.Length);
            for (int m = 0; m < cosines.Length; m++) sum += cosines[m] * _energies[m];
            values[k] = sum;
        }
    }
}
