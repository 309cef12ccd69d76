namespace EdgeAppliance.Tests.Core.Pipeline;

public sealed class RelearnTests
{
    private const string Learns = """[{"type":"normalize","commission":20,"channels":["a"],"score":"distance"}]""";

    [Fact]
    public void Relearn_IsDoneOnceStored_AndOutlivesACrash()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var learntOnce = Records(seed, relearn: false, crash: false);
            var learntAgain = Records(seed, relearn: true, crash: false);
            var crashed = Records(seed, relearn: true, crash: true);
            Assert.NotEqual(learntOnce.Values.Sum(lane => lane.Length), learntAgain.Values.Sum(lane => lane.Length));
            foreach (var (lane, bytes) in learntAgain) Assert.True(bytes.AsSpan().SequenceEqual(crashed[lane]), $"seed {seed}, {lane}");
        }
    }

    [Fact]
    public async Task Relearn_NoStepLearns_SaysSo()
    {
        var simulation = new PipelineSimulation("[]", inputSeed: 1, chanceSeed: 1);
        simulation.AppendAll();
        simulation.Settle();
        var asked = simulation.Runner.RelearnAsync();
        simulation.Settle();
        Assert.True(asked.IsCompleted);
        Assert.False(await asked);
    }

    private static SortedDictionary<string, byte[]> Records(int seed, bool relearn, bool crash)
    {
        var simulation = new PipelineSimulation(Learns, seed, seed);
        simulation.AppendHalf(first: true);
        simulation.Settle();
        if (relearn)
        {
            var asked = simulation.Runner.RelearnAsync();
            simulation.Runner.Advance();
            Assert.False(asked.IsCompleted);
            simulation.Settle();
            Assert.True(asked.IsCompletedSuccessfully);
        }
        if (crash) simulation.Crash();
        simulation.AppendHalf(first: false);
        simulation.Settle();
        return simulation.Records();
    }
}
