using CsCheck;

namespace EdgeAppliance.Tests.Core.Steps.Reduction;

public sealed class DedupeTests
{
    private static readonly Gen<(int Step, int A, int B)[]> Series =
        Gen.Select(Gen.Frequency((9, Gen.Int[0, 4]), (2, Gen.Int[-19, -1])), Gen.Int[0, 2], Gen.Int[-1, 1]).Array[1, 100];

    [Fact]
    public void Process_SameValuesWithinTheTime_AreLeftOut()
    {
        var harness = new StepHarness("""[{"type":"dedupe","within":"0.01ms"}]""");
        harness.Push((100, 1, 2), (101, 1, 2), (102, 1, 3), (109, 1, 2), (110, 1, 2), (111, double.NaN, double.NaN), (112, double.NaN, double.NaN));
        Assert.Equal("100 a=1 b=2\n102 a=1 b=3\n110 a=1 b=2\n111 a=NaN b=NaN\n112 a=NaN b=NaN\n", harness.Output);
    }

    [Fact]
    public void Process_SameKeyAndTime_IsASecondDelivery()
    {
        var harness = new StepHarness("""[{"type":"dedupe","channels":["a"],"within":"1s","sameTime":true}]""");
        harness.Push((100, 1, 2), (101, 1, 2), (100, 1, 9), (100, 2, 9), (101, 1, 0));
        Assert.Equal("100 a=1 b=2\n101 a=1 b=2\n100 a=2 b=9\n", harness.Output);
    }

    [Fact]
    public void Process_MoreKeysThanTheLimit_ForgetsTheOldest()
    {
        var harness = new StepHarness("""[{"type":"dedupe","channels":["a"],"within":"1s","maxKeys":2}]""");
        harness.Push((1, 1, 0), (2, 2, 0), (3, 1, 0), (4, 3, 0), (5, 1, 0), (6, 3, 0));
        Assert.Equal("1 a=1 b=0\n2 a=2 b=0\n4 a=3 b=0\n5 a=1 b=0\n", harness.Output);
    }

    [Fact]
    public void Process_ClockSetBack_Forgets()
    {
        var harness = new StepHarness("""[{"type":"dedupe","within":"0.01ms"}]""");
        harness.Push((1000, 1, 0), (500, 1, 0), (505, 1, 0));
        Assert.Equal("1000 a=1 b=0\n500 a=1 b=0\n", harness.Output);
    }

    /// <summary>Late ones among them: against all that was handed on, looked up one by one.</summary>
    [Fact]
    public void Process_AnySeries_HandsOnWhatIsNotThereYet() => Series.Sample(series =>
    {
        const long Within = 20;
        var harness = new StepHarness("""[{"type":"dedupe","within":"0.02ms"}]""");
        var expected = new List<(long TimeUs, double A, double B)>();
        long time = 1000;
        foreach (var (step, a, b) in series)
        {
            long at = time + step;
            time = Math.Max(time, at);
            harness.Push((at, a, b));
            bool isThere = expected.FindLast(one => (one.A, one.B) == (a, b)) is { TimeUs: > 0 } last && Math.Abs(last.TimeUs - at) < Within;
            if (!isThere) expected.Add((at, a, b));
        }
        Assert.Equal(string.Concat(expected.Select(one => $"{one.TimeUs} a={one.A} b={one.B}\n")), harness.Output);
    }, iter: 1000);
}
