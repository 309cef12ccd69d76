using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>A store that was damaged cannot always tell which numbers were given.</summary>
public sealed class RenumberTests
{
    private const long From = 1_000_000;

    [Fact]
    public void TryStart_StoreHasLostNumbers_NumbersOnFromWhereItIsTold()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var simulation = new PipelineSimulation("[]", seed, seed);
            simulation.AppendHalf(first: true);
            simulation.Settle();
            int before = simulation.Sequences().Count;
            simulation.Store.Renumber(From);
            simulation.Crash();
            simulation.AppendHalf(first: false);
            simulation.Settle();
            var sequences = simulation.Sequences();
            Assert.All(sequences[before..], sequence => Assert.True(sequence >= From, $"seed {seed}: {sequence} may have been given before"));
            Assert.Equal(sequences.Order().Distinct(), sequences);
        }
    }

    /// <summary>While it runs: the runner is not made anew, but asks again where it begins after a failure.</summary>
    [Fact]
    public void TryStart_AfterAFailure_AsksTheStoreAgain()
    {
        var simulation = new PipelineSimulation("[]", inputSeed: 1, chanceSeed: 1);
        simulation.AppendHalf(first: true);
        simulation.Settle();
        int before = simulation.Sequences().Count;
        simulation.Store.IsFull = true;
        simulation.AppendHalf(first: false);
        simulation.Settle();
        Assert.NotNull(simulation.Runner.Condition);
        simulation.Store.Renumber(From);
        simulation.Store.IsFull = false;
        simulation.Time.Advance(TimeSpan.FromMinutes(10));
        simulation.Settle();
        Assert.True(simulation.Sequences()[before] >= From);
    }
}
