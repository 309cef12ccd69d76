namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>After crashes at any point the outbox holds the same records, byte for byte, as without one.</summary>
public sealed class ExactlyOnceTests
{
    private const int Seeds = 400;

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""[{"type":"aggregate","size":7,"functions":["count","sum"]}]""")]
    [InlineData("""[{"type":"aggregate","size":"50ms","functions":["count","sum"]}]""")]
    [InlineData("""[{"type":"aggregate","size":10,"hop":3,"functions":["mean","max","std"]}]""")]
    [InlineData("""[{"type":"alarm","when":"a > 60 || b < -20","raiseAfter":2,"clearAfter":3}]""")]
    [InlineData("""[{"type":"normalize","commission":20,"channels":["a"],"score":"distance"},{"type":"alarm","when":"distance > threshold"},{"type":"deadband","channels":{"distance":0.5}}]""")]
    [InlineData("""[{"type":"align","every":"20ms","lateness":"30ms","method":"linear","late":"late","channels":{"x":"d0/a","y":"d1/b","z":"d2/a"}},{"type":"deadband","channels":{"x":5,"late":0}}]""")]
    [InlineData("""[{"type":"filter","kind":"hampel"},{"type":"filter","kind":"lowpass","sampleRate":100,"cutoff":10},{"type":"resample","every":"30ms","maxGap":"300ms"},{"type":"aggregate","gap":"200ms","percentiles":[50,95]}]""")]
    [InlineData("""[{"type":"swingdoor","channels":{"a":30,"b":10},"maxGap":"300ms","late":"late"}]""")]
    [InlineData("""[{"type":"split","routes":[{"when":"a > 60","device":"{device}/hot"},{"channels":["b"],"device":"b"}]},{"type":"report","channels":{"a":10,"b":5}},{"type":"dedupe","channels":["a"]}]""")]
    [InlineData("""[{"type":"clip","when":"a > 80","before":"50ms","after":"100ms","longest":"200ms","alarm":"hot","number":"clip"},{"type":"join","table":{"d0":{"x":1}}},{"type":"compute","channels":{"y":"x + a"}}]""")]
    [InlineData("""[{"type":"noise","channels":{"a":{"low":0,"high":100,"epsilon":0.5}},"budget":{"epsilon":4,"every":"300ms"},"key":"${file:k}","keep":["b"]},{"type":"alarm","when":"a > 200"}]""")]
    [InlineData("""[{"type":"aggregate","size":3,"functions":["mean","count"]},{"type":"noise","mechanism":"gaussian","channels":{"a.mean":{"low":0,"high":100,"epsilon":1,"sensitivity":34},"b.mean":{"low":-50,"high":50,"epsilon":1}},"budget":{"epsilon":3,"every":"1s"},"key":"${file:k}"}]""")]
    [InlineData("""[{"type":"aggregate","size":7,"functions":["count","sum"]},{"type":"normalize","commission":3,"channels":["a.sum"],"score":"c.sum"},{"type":"alarm","when":"a.sum > 300","raiseAfter":2,"clearAfter":2}]""")]
    [InlineData("""[{"type":"kthreshold","channels":["a","b","c"],"k":2,"every":"100ms","lateness":"20ms","functions":["count","sum","std"]}]""")]
    public void Run_CrashesAtRandomPoints_MakesTheSameRecords(string steps)
    {
        int crashes = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var whole = new PipelineSimulation(steps, seed, seed);
            whole.AppendAll();
            whole.Settle();
            var crashed = new PipelineSimulation(steps, seed, seed * 31 + 7);
            crashed.Run(crashShare: 0.03);
            crashes += crashed.Crashes;
            Assert.Null(crashed.Runner.Condition);
            var expected = whole.Records();
            var actual = crashed.Records();
            Assert.Equal(expected.Keys, actual.Keys);
            foreach (string lane in expected.Keys) Assert.True(expected[lane].AsSpan().SequenceEqual(actual[lane]), $"seed {seed}, {lane}");
        }
        Assert.True(crashes > Seeds);
    }
}
