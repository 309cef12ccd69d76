using EdgeAppliance.Tests.Core.Steps.Signal;

namespace EdgeAppliance.Tests.Core.Steps.Aggregation;

public sealed class PercentilesTests
{
    /// <summary>Beyond exactUpTo the percentiles are estimates: a per cent of the values' range is the bar, against all values sorted.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Result_OfManyValues_IsNearTheExactOne(int seed, bool hasTwoHills)
    {
        const int count = 50_000;
        double[] percents = [1, 10, 50, 90, 99];
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() + random.NextDouble() + random.NextDouble() + (hasTwoHills && random.Next(3) == 0 ? 4 : 0))];
        var run = new SignalRun("""[{"type":"aggregate","size":50000,"percentiles":[1,10,50,90,99],"functions":["count"],"exactUpTo":256}]""");
        run.Push([.. Enumerable.Range(0, count).Select(i => (long)i)], [values]);
        Array.Sort(values);
        for (int i = 0; i < percents.Length; i++)
        {
            double exact = values[(int)(percents[i] / 100 * (count - 1))];
            Assert.InRange(run.Columns[i + 1][0], exact - 0.01 * (values[^1] - values[0]), exact + 0.01 * (values[^1] - values[0]));
        }
    }
}
