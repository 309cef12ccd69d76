namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Whole numbers z, each with a chance in proportion to exp(-|z| s/t), drawn exactly (Canonne, Kamath, Steinke 2020, algorithm 2). Added to a count that one
/// reading changes by no more than D, with s/t = ε/D, it is ε-differentially private.</summary>
internal static class DiscreteLaplace
{
    public static long Draw(Chance chance, long t, long s)
    {
        while (true)
        {
            long u = (long)chance.Below((UInt128)t);
            if (!ExponentialCoin.Toss(chance, (UInt128)u, (UInt128)t)) continue;
            long v = 0;
            while (ExponentialCoin.Toss(chance, 1u, 1u)) v++;
            long z = checked(u + t * v) / s;
            bool isNegative = chance.Coin();
            if (isNegative && z == 0) continue;
            return isNegative ? -z : z;
        }
    }
}
