namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>True with the chance exp(-a/b), from whole numbers alone (Canonne, Kamath, Steinke 2020, "The Discrete Gaussian for Differential Privacy", algorithm 1).</summary>
internal static class ExponentialCoin
{
    public static bool Toss(Chance chance, UInt128 a, UInt128 b)
    {
        for (; a > b; a -= b)
            if (!TossUpToOne(chance, 1u, 1u)) return false;
        return TossUpToOne(chance, a, b);
    }

    // exp(-x) = 1 - x + x²/2! - …: the number of coins that fall, the k-th with x/k, is even with that chance.
    private static bool TossUpToOne(Chance chance, UInt128 a, UInt128 b)
    {
        var k = UInt128.One;
        while (chance.Below(b * k) < a) k++;
        return UInt128.IsOddInteger(k);
    }
}
