using CsCheck;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Privacy;

namespace EdgeAppliance.Tests.Core.Steps.Privacy;

public sealed class GeneraliseTests
{
    private const double MetresPerDegree = 111_195.08;

    [Theory]
    [InlineData("""[{"type":"generalise","channels":{"a":{"step":0.1}},"keep":["b"]}]""", "5 a=0.3 b=50\n1700000123 a=0 b=-7\n")]
    [InlineData("""[{"type":"generalise","channels":{"a":{"step":2},"b":{"ranges":[0,10,50]}}}]""", "5 a=0 b=50\n1700000123 a=0 b=0\n")]
    [InlineData("""[{"type":"generalise","time":"1ms","others":"keep"}]""", "0 a=0.31 b=50\n1700000000 a=-0.04 b=-7\n")]
    [InlineData("""[{"type":"generalise","channels":{"a":{"step":1}}}]""", "5 a=0\n1700000123 a=0\n")]
    public void Process_KnownReadings_MakesThemCoarse(string steps, string expected)
    {
        var harness = new StepHarness(steps);
        harness.Push((5, 0.31, 50), (1_700_000_123, -0.04, -7));
        Assert.Equal(expected, harness.Output);
    }

    [Fact]
    public void Process_Place_GoesToTheMiddleOfItsCell()
    {
        var harness = new StepHarness("""[{"type":"generalise","place":{"latitude":"a","longitude":"b","cellMetres":1000}}]""");
        harness.Push((1, 52.520008, 13.404954), (2, 52.520008, double.NaN), (3, 91, 13), (4, 90, -180), (5, -90, 540));
        Assert.Equal("1 a=52.519795 b=13.405592\n2 a=NaN b=NaN\n3 a=NaN b=NaN\n4 a=90 b=0\n5 a=-89.995503 b=-120\n", harness.Output);
    }

    /// <summary>A place is never further from its cell's middle than half a cell's diagonal, and its middle is its own.</summary>
    [Fact]
    public void Coarsen_AnyPlace_StaysInItsCell() =>
        Gen.Select(Gen.Double[-90, 90], Gen.Double[-360, 360], Gen.Int[10, 1_000_000]).Sample((north, east, metres) =>
        {
            var grid = new PlaceGrid("a", "b", metres);
            double n = north, e = east;
            grid.Coarsen(ref n, ref e);
            var (n2, e2) = (n, e);
            grid.Coarsen(ref n2, ref e2);
            double off = Math.IEEERemainder(east - e, 360) * Math.Cos(n * Math.PI / 180);
            return Math.Abs(n - north) <= metres / MetresPerDegree * 0.5001 + 2e-6 && Math.Abs(off) <= 180.001
                && (Math.Abs(n) > 89 || Math.Abs(off) * MetresPerDegree <= metres * 0.75 + Math.Abs(off) * 1000) && Math.Abs(n2 - n) < 2e-6;
        });

    [Fact]
    public void Process_TimeOfABootWithoutAClock_StaysInItsBoot()
    {
        long time = BootTime.FirstUs + 3 * BootTime.BootUs + 1_234_567;
        var harness = new StepHarness("""[{"type":"generalise","time":"1d","others":"keep"}]""");
        harness.Push((time, 1, 2));
        Assert.StartsWith($"{BootTime.FirstUs + 3 * BootTime.BootUs} ", harness.Output, StringComparison.Ordinal);
    }
}
