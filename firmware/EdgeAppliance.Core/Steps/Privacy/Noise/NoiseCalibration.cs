namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>How much noise an ε asks for, and what it costs.</summary>
/// <remarks>Laplace costs ε, and ε adds up. Gauss costs ρ of zero-concentrated differential privacy, which adds up, and which promises ε = ρ + 2√(ρ ln(1/δ)) with δ (Bun, Steinke
/// 2016, proposition 1.3): solved for ρ.</remarks>
internal sealed record NoiseCalibration(NoiseMechanism Mechanism, double Delta)
{
    private const long Millionths = 1_000_000;
    private const double Units = 1e9;

    /// <summary>What a promise of ε may spend.</summary>
    public double Loss(double epsilon)
    {
        if (Mechanism == NoiseMechanism.Laplace) return epsilon;
        double log = Math.Log(1 / Delta);
        double root = Math.Sqrt(log + epsilon) - Math.Sqrt(log);
        return root * root;
    }

    /// <summary>How far noise spreads beside the sensitivity.</summary>
    public double Spread(double epsilon) => Mechanism == NoiseMechanism.Laplace ? 1 / epsilon : 1 / Math.Sqrt(2 * Loss(epsilon));

    /// <param name="sensitivity">In steps of the grid.</param>
    /// <returns>Null where the noise would be wider than can be drawn.</returns>
    public ((long T, long S) Scale, long Cost)? For(double epsilon, long sensitivity)
    {
        if (Mechanism == NoiseMechanism.Laplace)
        {
            long parts = (long)Math.Floor(epsilon * Millionths);
            return ((sensitivity * Millionths, parts), parts * (long)(Units / Millionths));
        }
        double sigma = Math.Ceiling(sensitivity * Spread(epsilon));
        if (sigma > DiscreteGaussian.SigmaMax) return null;
        return (((long)sigma, 1), (long)Math.Ceiling(sensitivity / sigma * (sensitivity / sigma) / 2 * Units));
    }
}
