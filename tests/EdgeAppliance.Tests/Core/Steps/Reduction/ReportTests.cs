using CsCheck;

namespace EdgeAppliance.Tests.Core.Steps.Reduction;

public sealed class ReportTests
{
    private const string Steps = """[{"type":"report","channels":{"a":1,"b":{"fraction":0.1,"low":0,"high":20}},"atLeastEvery":"0.1ms","quality":".good"}]""";

    private static readonly Gen<(long Step, double Value)[]> Series =
        Gen.Select(Gen.Frequency((9, Gen.Long[1, 30]), (1, Gen.Long[-40, 0])), Gen.Frequency((9, Gen.Double[-3, 3]), (1, Gen.Const(double.NaN)))).Array[1, 200];

    [Fact]
    public void Process_OneChannelMoves_ReportsThatOneAlone()
    {
        var harness = new StepHarness(Steps.Replace(",\"quality\":\".good\"", ""));
        harness.Push((1, 5, 5), (2, 6, 5), (3, 6.5, 6), (4, 6.5, 8), (5, 7, 8));
        Assert.Equal("1 a=5 b=5\n3 a=6.5 b=NaN\n4 a=NaN b=8\n", harness.Output);
    }

    [Fact]
    public void Process_QualityChanges_AreToldWithTheirChannel()
    {
        var harness = new StepHarness(Steps);
        harness.Push((1, 5, double.NaN), (2, double.NaN, double.NaN), (3, double.NaN, 1), (4, 5, 1));
        Assert.Equal("1 a=5 b=NaN a.good=1 b.good=0\n2 a=NaN b=NaN a.good=0 b.good=NaN\n3 a=NaN b=1 a.good=NaN b.good=1\n4 a=5 b=NaN a.good=1 b.good=NaN\n", harness.Output);
    }

    [Fact]
    public void Process_NothingMoves_IsReportedWhereItIsDueOrTheClockWasSetBack()
    {
        var harness = new StepHarness("""[{"type":"report","channels":{"a":1},"atLeastEvery":"0.1ms"}]""");
        harness.Push((1000, 5, 0), (1099, 5, 0), (1100, 5, 0), (1050, 5, 0), (1199, 5, 0), (1200, 5, 0), (300, 5, 0), (399, 5, 0), (400, 5, 0));
        Assert.Equal("1000 a=5\n1100 a=5\n1200 a=5\n300 a=5\n400 a=5\n", harness.Output);
    }

    /// <summary>Whoever keeps the last value that was told is off by the band at most, at every reading.</summary>
    [Fact]
    public void Process_AnySeries_TheBandAndTheTimeHold() => Series.Sample(series =>
    {
        var harness = new StepHarness("""[{"type":"report","channels":{"a":1},"atLeastEvery":"0.1ms"}]""");
        long time = 1_000_000;
        long newest = long.MinValue;
        var (told, toldUs) = (double.NaN, long.MinValue);
        double value = 0;
        foreach (var (step, move) in series)
        {
            int before = harness.Output.Length;
            long at = time + step;
            time = Math.Max(time, at);
            value = double.IsNaN(move) ? value : value + move;
            harness.Push((at, double.IsNaN(move) ? double.NaN : value, 0));
            if (harness.Output.Length > before) (told, toldUs) = (value, Math.Max(at, toldUs));
            if (double.IsNaN(move)) continue;
            Assert.InRange(Math.Abs(value - told), 0, 1);
            if (at > newest) Assert.InRange(at - toldUs, long.MinValue, 99);
            newest = Math.Max(at, newest);
        }
    }, iter: 500);
}
