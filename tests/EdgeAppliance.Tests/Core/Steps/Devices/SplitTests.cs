using CsCheck;

namespace EdgeAppliance.Tests.Core.Steps.Devices;

public sealed class SplitTests
{
    [Fact]
    public void Process_ByCondition_GoesToEveryRouteThatTakesIt()
    {
        var harness = new StepHarness("""[{"type":"split","routes":[{"when":"a > limit","constants":{"limit":5},"device":"{device}/hot"},{"when":"a > 8","device":"alert"}]}]""");
        harness.Push((1, 9, 0), (2, 6, 0), (3, 1, 0), (4, double.NaN, 0));
        Assert.Equal("1 a=9 b=0\n1 a=9 b=0\n2 a=6 b=0\n3 a=1 b=0\n4 a=NaN b=0\n", harness.Output);
        Assert.Equal(["device/hot", "alert", "device/hot", "device", "device"], harness.Devices);
    }

    [Fact]
    public void Process_FirstOnlyAndNoRest_LeavesTheOthersOut()
    {
        var harness = new StepHarness("""[{"type":"split","match":"first","rest":"drop","routes":[{"when":"a > 8","device":"alert"},{"when":"a > 5","device":"hot"}]}]""");
        harness.Push((1, 9, 0), (2, 6, 0), (3, 1, 0));
        Assert.Equal(["alert", "hot"], harness.Devices);
    }

    [Fact]
    public void Process_ByChannels_MakesEachADeviceOfItsOwn()
    {
        var harness = new StepHarness("""[{"type":"split","routes":[{"channels":["a"],"device":"{device}/left"},{"channels":["b"],"device":"{device}/right"}]}]""");
        harness.Push((1, 1, 2), (2, 3, double.NaN), (3, double.NaN, double.NaN));
        Assert.Equal("1 a=1\n1 b=2\n2 a=3\n3 a=NaN b=NaN\n", harness.Output);
        Assert.Equal(["device/left", "device/right", "device/left", "device"], harness.Devices);
    }

    [Fact]
    public void Process_StepsBehind_KeepEachRouteApart()
    {
        var harness = new StepHarness("""[{"type":"split","rest":"drop","routes":[{"when":"b == 0","device":"x"},{"when":"b == 1","device":"y"}]},{"type":"aggregate","size":2,"functions":["sum"]},{"type":"select","channels":["a.sum"]}]""");
        harness.Push((1, 1, 0), (2, 10, 1), (3, 2, 0), (4, 20, 1));
        Assert.Equal("3 a.sum=3\n4 a.sum=30\n", harness.Output);
        Assert.Equal(["x", "y"], harness.Devices);
    }

    [Fact]
    public void Process_AnyRows_EachGoesWhereItBelongs() => Gen.Double[-9, 9].Array[1, 50].Sample(values =>
    {
        var harness = new StepHarness("""[{"type":"split","routes":[{"when":"a > 0","device":"p"},{"when":"a > 5 || a < -5","device":"q"}]}]""");
        harness.Push([.. values.Select((value, i) => ((long)i, value, 0.0))]);
        var expected = new List<string>();
        foreach (double value in values)
        {
            if (value > 0) expected.Add("p");
            if (Math.Abs(value) > 5) expected.Add("q");
            if (value is <= 0 and >= -5) expected.Add("device");
        }
        Assert.Equal(expected, harness.Devices);
    });
}
