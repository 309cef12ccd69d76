using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Tests.Inference.Windows;

public sealed class NarrowingTests
{
    [Fact]
    public void TryNarrow_AnyLength_EachNumberAndWhetherAllAreFinite()
    {
        var random = new Random(3);
        for (int length = 0; length < 40; length++)
        {
            double[] from = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() * 100 - 50)];
            var to = new float[length];
            Assert.True(Narrowing.TryNarrow(from, to));
            Assert.Equal(from.Select(value => (float)value), to);
            for (int i = 0; i < length; i++)
            {
                foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
                {
                    double[] damaged = [.. from];
                    damaged[i] = bad;
                    Assert.False(Narrowing.TryNarrow(damaged, to), $"{bad} at {i} of {length} passed.");
                }
            }
        }
    }

    /// <summary>What no float can hold is the model's to answer for: it is a number all the same.</summary>
    [Fact]
    public void TryNarrow_BeyondFloat_Infinite()
    {
        var to = new float[5];
        Assert.True(Narrowing.TryNarrow([1, 1e300, 3, 4, -1e300], to));
        Assert.Equal([1, float.PositiveInfinity, 3, 4, float.NegativeInfinity], to);
    }
}
