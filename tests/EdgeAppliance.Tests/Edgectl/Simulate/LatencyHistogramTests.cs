using CsCheck;
using EdgeAppliance.Edgectl.Simulate;

namespace EdgeAppliance.Tests.Edgectl.Simulate;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantile_AnyLatencies_IsWithinThreePercent() =>
        Gen.Long[0, 100_000_000].Array[1, 200].Sample(latencies =>
        {
            var histogram = new LatencyHistogram();
            foreach (long us in latencies) histogram.Add(TimeSpan.FromMicroseconds(us));
            var sorted = latencies.Order().ToArray();
            foreach (double share in new[] { 0.01, 0.5, 0.99, 1 })
            {
                double exact = sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
                double found = histogram.Quantile(share).TotalMicroseconds;
                Assert.InRange(found, exact, exact * 1.04 + 1);
            }
            Assert.Equal(sorted[^1], histogram.Most.TotalMicroseconds);
        });

    [Fact]
    public void Quantile_Nothing_IsZero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Quantile(0.5));
}
