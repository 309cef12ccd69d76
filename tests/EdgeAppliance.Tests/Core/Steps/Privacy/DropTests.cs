namespace EdgeAppliance.Tests.Core.Steps.Privacy;

public sealed class DropTests
{
    [Theory]
    [InlineData("""[{"type":"drop","channels":["b"]}]""", "1 a=1\n2 a=5\n3 a=NaN\n")]
    [InlineData("""[{"type":"drop","except":["b","c"]}]""", "1 b=10\n2 b=20\n3 b=30\n")]
    [InlineData("""[{"type":"drop","channels":["a","b"]}]""", "")]
    [InlineData("""[{"type":"drop","when":"a > limit","constants":{"limit":2}}]""", "1 a=1 b=10\n")]
    [InlineData("""[{"type":"drop","when":"a > 2","channels":["b"]}]""", "1 a=1 b=10\n2 a=5 b=NaN\n3 a=NaN b=NaN\n")]
    public void Process_KnownReadings_LeavesOutWhatItSays(string steps, string expected)
    {
        var harness = new StepHarness(steps);
        harness.Push((1, 1, 10), (2, 5, 20), (3, double.NaN, 30));
        Assert.Equal(expected, harness.Output);
    }
}
