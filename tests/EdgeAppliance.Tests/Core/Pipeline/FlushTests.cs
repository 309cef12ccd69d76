namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>What steps hold back goes out when a pipeline stops, once.</summary>
public sealed class FlushTests
{
    private const string Holds = """[{"type":"swingdoor","channels":{"a":200},"maxGap":"1h"}]""";

    [Fact]
    public void Stop_AStepHoldsReadings_HandsThemOnOnce()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var simulation = new PipelineSimulation(Holds, seed, seed);
            simulation.AppendAll();
            simulation.Settle();
            long before = Bytes(simulation);
            var stopped = simulation.Runner.StopAsync();
            simulation.Settle();
            Assert.True(stopped.IsCompletedSuccessfully);
            long after = Bytes(simulation);
            Assert.True(after > before, $"seed {seed}");
            simulation.Crash();
            simulation.Settle();
            Assert.Equal(after, Bytes(simulation));
            simulation.Runner.StopAsync();
            simulation.Settle();
            Assert.Equal(after, Bytes(simulation));
        }
    }

    [Fact]
    public void Stop_CommitLost_HandsThemOnAgain()
    {
        var simulation = new PipelineSimulation(Holds, inputSeed: 3, chanceSeed: 3);
        simulation.AppendAll();
        simulation.Settle();
        long before = Bytes(simulation);
        simulation.Runner.StopAsync();
        simulation.Runner.Advance();
        simulation.Crash();
        simulation.Settle();
        Assert.Equal(before, Bytes(simulation));
        simulation.Runner.StopAsync();
        simulation.Settle();
        Assert.True(Bytes(simulation) > before);
    }

    private static long Bytes(PipelineSimulation simulation) => simulation.Records().Values.Sum(lane => lane.Length);
}
