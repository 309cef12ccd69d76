using CsCheck;

namespace EdgeAppliance.Tests.Core.Steps.Reduction;

public sealed class ClipTests
{
    private const string Steps = """[{"type":"clip","when":"a > 5","before":"0.01ms","after":"0.02ms","longest":"0.1ms","number":"clip"},{"type":"select","channels":["clip"]}]""";

    [Fact]
    public void Process_Event_HandsOnBeforeAndAfterIt()
    {
        var harness = new StepHarness(Steps);
        for (int i = 0; i < 20; i++) harness.Push((100 + 5 * i, i is 6 or 7 ? 9 : 0, 0));
        Assert.Equal("120 clip=1\n125 clip=1\n130 clip=1\n135 clip=1\n140 clip=1\n145 clip=1\n150 clip=1\n155 clip=1\n", harness.Output);
    }

    [Fact]
    public void Process_EventThatLastsTooLong_EndsAndMustClearFirst()
    {
        var harness = new StepHarness(Steps);
        for (int i = 0; i < 20; i++) harness.Push((100 + 20 * i, i is >= 3 and < 15 or 17 ? 9 : 0, 0));
        string[] lines = harness.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["160 clip=1", "180 clip=1", "200 clip=1", "220 clip=1", "240 clip=1", "260 clip=1", "440 clip=2", "460 clip=2"], lines);
    }

    [Fact]
    public void Process_AlarmNamed_IsRaisedToo()
    {
        var harness = new StepHarness("""[{"type":"clip","when":"a > 5","alarm":"shock","before":"0.001ms","after":"0.001ms","raiseAfter":2}]""");
        harness.Push((1, 9, 0), (2, 9, 1), (5, 0, 2), (9, 0, 3));
        Assert.Equal("2 shock raised\n5 shock cleared\n1 a=9 b=0\n2 a=9 b=1\n", harness.Output);
    }

    [Fact]
    public void Process_MoreReadingsThanTheLimit_BeginsLater()
    {
        var harness = new StepHarness("""[{"type":"clip","when":"a > 5","before":"1s","after":"0.001ms","maxReadings":3}]""");
        for (int i = 0; i < 10; i++) harness.Push((100 + i, 0, i));
        harness.Push((110, 9, 0));
        Assert.Equal("107 a=0 b=7\n108 a=0 b=8\n109 a=0 b=9\n110 a=9 b=0\n", harness.Output);
    }

    [Fact]
    public void Process_LateReadingOfTheClip_IsInIt()
    {
        var harness = new StepHarness(Steps);
        harness.Push((100, 0, 0), (110, 9, 0), (105, 0, 0), (115, 0, 0), (131, 0, 0), (112, 0, 0), (95, 0, 0));
        Assert.Equal("100 clip=1\n110 clip=1\n105 clip=1\n115 clip=1\n112 clip=1\n", harness.Output);
    }

    [Fact]
    public void Process_ClockSetBack_BeginsAnew()
    {
        var harness = new StepHarness(Steps);
        harness.Push((1000, 0, 0), (1001, 9, 0), (1002, 0, 0), (500, 0, 0), (505, 9, 0));
        Assert.Equal("1000 clip=1\n1001 clip=1\n1002 clip=1\n500 clip=2\n505 clip=2\n", harness.Output);
    }

    [Fact]
    public void Process_ReadingsThatComeLate_LeaveOnceAndAroundEventsOnly() =>
        Gen.Select(Gen.Frequency((5, Gen.Int[1, 9]), (1, Gen.Int[-25, 0])), Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true)))).Array[1, 120].Sample(series =>
        {
            var harness = new StepHarness("""[{"type":"clip","when":"a > 5","before":"0.02ms","after":"0.005ms"},{"type":"select","channels":["b"]}]""");
            long time = 1000;
            var rows = new List<(long TimeUs, double A, double B)>();
            foreach (var (step, isEvent) in series)
            {
                rows.Add((time + step, isEvent ? 9 : 0, rows.Count));
                time = Math.Max(time, time + step);
            }
            harness.Push([.. rows]);
            int[] left = [.. harness.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line.Split("b=")[1], System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(left.Distinct(), left);
            Assert.All(left, at => Assert.Contains(rows, one => one.A > 5 && rows[at].TimeUs >= one.TimeUs - 20 && rows[at].TimeUs <= one.TimeUs + 5));
        }, iter: 1000);

    /// <summary>Against all intervals around readings of the event.</summary>
    [Fact]
    public void Process_ReadingsInOrder_HandsOnThoseAroundEvents() =>
        Gen.Select(Gen.Int[1, 9], Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true)))).Array[1, 120].Sample(series =>
        {
            var harness = new StepHarness(Steps.Replace("\"longest\":\"0.1ms\"", "\"longest\":\"1s\""));
            long time = 1000;
            var rows = series.Select(one => (TimeUs: time += one.Item1, IsEvent: one.Item2)).ToArray();
            harness.Push([.. rows.Select(row => (row.TimeUs, row.IsEvent ? 9.0 : 0, 0.0))]);
            var expected = rows.Where(row => rows.Any(one => one.IsEvent && row.TimeUs >= one.TimeUs - 10 && row.TimeUs <= one.TimeUs + 20)).Select(row => row.TimeUs);
            Assert.Equal(expected, harness.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        }, iter: 1000);
}
