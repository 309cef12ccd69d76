using EdgeAppliance.Core.Steps.Privacy.Noise;

namespace EdgeAppliance.Tests.Core.Steps.Privacy.Noise;

/// <summary>100,000 draws against theory by Kolmogorov and Smirnov: a right mechanism fails one such test in a thousand, and less often, because the
/// distributions are discrete. The seeds are fixed, so what passes once passes always.</summary>
public sealed class MechanismTests
{
    private const int Draws = 100_000;

    // The distance at significance 0.001: sqrt(ln(2/0.001)/2) / sqrt(n).
    private static readonly double s_farthest = Math.Sqrt(Math.Log(2 / 0.001) / 2 / Draws);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(1_000_000, 500_000)]
    [InlineData(256_000_000, 1_000_000)]
    [InlineData(512_000_000, 1_000)]
    [InlineData(1L << 40, 333_333)]
    public void DiscreteLaplace_ManyDraws_AreAsTheorySays(long t, long s)
    {
        var chance = new SeededChance(11);
        Assert.True(Distance(() => DiscreteLaplace.Draw(chance, t, s), LaplaceUpTo((double)s / t)) < s_farthest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(300)]
    [InlineData(1 << 24)]
    public void DiscreteGaussian_ManyDraws_AreAsTheorySays(int sigma)
    {
        var chance = new SeededChance(12);
        Assert.True(Distance(() => DiscreteGaussian.Draw(chance, sigma), GaussianUpTo(sigma)) < s_farthest);
    }

    [Fact]
    public void KeyedChance_ManyReadings_DrawAsTheorySays()
    {
        var chance = new KeyedChance("0123456789abcdef0123456789abcdef"u8.ToArray(), "test");
        long time = 0;
        long Draw()
        {
            chance.Begin(++time * 1_000_000, 0, 42);
            return DiscreteLaplace.Draw(chance, 256, 1);
        }
        Assert.True(Distance(Draw, LaplaceUpTo(1.0 / 256)) < s_farthest);
    }

    /// <summary>The test sees noise that is three in a hundred too narrow.</summary>
    [Fact]
    public void Distance_NoiseTooNarrow_IsSeen()
    {
        var chance = new SeededChance(13);
        Assert.True(Distance(() => DiscreteLaplace.Draw(chance, 97, 1), LaplaceUpTo(1.0 / 100)) > s_farthest);
        Assert.True(Distance(() => DiscreteGaussian.Draw(chance, 97), GaussianUpTo(100)) > s_farthest);
    }

    [Fact]
    public void KeyedChance_SameReading_DrawsTheSame()
    {
        byte[] key = "0123456789abcdef0123456789abcdef"u8.ToArray();
        long Draw(byte[] k, string topic, long time, long ordinal, long count)
        {
            var chance = new KeyedChance(k, topic);
            chance.Begin(time, ordinal, count);
            return (long)chance.Below(UInt128.One << 62);
        }
        long first = Draw(key, "a", 1, 2, 3);
        Assert.Equal(first, Draw(key, "a", 1, 2, 3));
        long[] others = [Draw([.. key, 1], "a", 1, 2, 3), Draw(key, "b", 1, 2, 3), Draw(key, "a", 2, 2, 3), Draw(key, "a", 1, 3, 3), Draw(key, "a", 1, 2, 4)];
        Assert.Equal(6, others.Append(first).Distinct().Count());
    }

    /// <summary>No outcome is more than e^ε times as likely for one value as for its neighbour, but for what 100,000 draws can be off.</summary>
    [Fact]
    public void DiscreteLaplace_NeighbouringValues_DifferByNoMoreThanEpsilon()
    {
        var chance = new SeededChance(14);
        var (here, there) = (new Dictionary<long, int>(), new Dictionary<long, int>());
        for (int i = 0; i < Draws; i++)
        {
            Count(here, DiscreteLaplace.Draw(chance, 10, 1));
            Count(there, 10 + DiscreteLaplace.Draw(chance, 10, 1));
        }
        var often = here.Where(outcome => outcome.Value > 500).ToList();
        Assert.True(often.Count > 20);
        // The sensitivity is 10 and so ε is 1; 0.45 is five deviations of the logarithm of two counts of 500 and 180.
        foreach (var (outcome, count) in often) Assert.InRange(Math.Log((double)count / there[outcome]), -1.45, 1.45);
    }

    private static void Count(Dictionary<long, int> counts, long outcome) => counts[outcome] = counts.GetValueOrDefault(outcome) + 1;

    private static double Distance(Func<long> draw, Func<long, double> upTo)
    {
        double distance = 0;
        double before = 0;
        foreach (var same in Enumerable.Range(0, Draws).Select(_ => draw()).GroupBy(z => z).OrderBy(same => same.Key))
        {
            double after = before + (double)same.Count() / Draws;
            distance = Math.Max(distance, Math.Max(Math.Abs(before - upTo(same.Key - 1)), Math.Abs(after - upTo(same.Key))));
            before = after;
        }
        return distance;
    }

    private static Func<long, double> LaplaceUpTo(double rate) => z =>
        z >= 0 ? 1 - Math.Exp(-rate * (z + 1)) / (1 + Math.Exp(-rate)) : Math.Exp(rate * z) / (1 + Math.Exp(-rate));

    private static Func<long, double> GaussianUpTo(int sigma)
    {
        // With a wide one the sum is the integral: the error function by its series (Abramowitz, Stegun 7.1.5).
        if (sigma > 1000) return z => Normal((z + 0.5) / sigma);
        int far = 12 * sigma;
        var sums = new double[2 * far + 2];
        for (int i = 0; i <= 2 * far; i++) sums[i + 1] = sums[i] + Math.Exp(-Math.Pow((i - far) / (double)sigma, 2) / 2);
        return z => sums[Math.Clamp(z + far + 1, 0, sums.Length - 1)] / sums[^1];
    }

    private static double Normal(double x)
    {
        double term = x, sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / (2 * n);
            sum += term / (2 * n + 1);
        }
        return Math.Clamp(0.5 + sum / Math.Sqrt(2 * Math.PI), 0, 1);
    }
}
