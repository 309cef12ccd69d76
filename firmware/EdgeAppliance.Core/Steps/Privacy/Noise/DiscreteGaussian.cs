namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Whole numbers z, each with a chance in proportion to exp(-z²/(2σ²)), drawn exactly (Canonne, Kamath, Steinke 2020, algorithm 3). Added to a count that one
/// reading changes by no more than D it is D²/(2σ²)-zCDP (theorem 4).</summary>
internal static class DiscreteGaussian
{
    /// <summary>With more the arithmetic would leave 128 bits.</summary>
    public const int SigmaMax = 1 << 24;

    public static long Draw(Chance chance, int sigma)
    {
        long variance = (long)sigma * sigma;
        long t = sigma + 1L;
        var below = (UInt128)(2 * (Int128)variance * t * t);
        while (true)
        {
            long z = DiscreteLaplace.Draw(chance, t, 1);
            Int128 off = (Int128)Math.Abs(z) * t - variance;
            if (ExponentialCoin.Toss(chance, (UInt128)(off * off), below)) return z;
        }
    }
}
