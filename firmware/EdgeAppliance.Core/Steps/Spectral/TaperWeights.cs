namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>A taper's weights, periodic (the next frame's first weight would follow the last), as spectral estimation wants them
/// (Harris 1978, "On the use of windows for harmonic analysis with the discrete Fourier transform").</summary>
internal sealed class TaperWeights(Taper taper)
{
    private double[] _weights = [];
    private int _size;

    public double Sum { get; private set; }

    public double SumOfSquares { get; private set; }

    /// <summary>The weights for so many samples; made anew only where the number changes.</summary>
    public ReadOnlySpan<double> For(int samples)
    {
        if (_size != samples) Make(samples);
        return _weights.AsSpan(0, samples);
    }

    private void Make(int samples)
    {
        if (_weights.Length < samples) _weights = new double[samples];
        (Sum, SumOfSquares) = (0, 0);
        for (int n = 0; n < samples; n++)
        {
            double turn = Math.Cos(2 * Math.PI * n / samples);
            double weight = taper switch
            {
                Taper.Hann => 0.5 - 0.5 * turn,
                Taper.Hamming => 0.54 - 0.46 * turn,
                _ => 1,
            };
            _weights[n] = weight;
            Sum += weight;
            SumOfSquares += weight * weight;
        }
        _size = samples;
    }
}
