using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>Some of the simulation's readings have a channel of the name that the step adds.</summary>
public sealed class UnfitReadingTests
{
    private const int Learning = 5;
    private const string AddsC = """[{"type":"normalize","commission":5,"channels":["b"],"score":"c"}]""";

    [Fact]
    public void Run_OneReadingCannotBeTaken_TheOthersMakeTheirRecords()
    {
        int refused = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            if (AreSame(new PipelineSimulation(AddsC, seed, seed), new PipelineSimulation(AddsC, seed, seed * 17 + 3), seed)) refused++;
        }
        Assert.True(refused > 100, $"{refused}");
    }

    [Fact]
    public void Run_DevicesAreJoined_TheOthersMakeTheirRecords()
    {
        int refused = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            if (AreSame(new PipelineSimulation(JoinedSum.Plan(), seed, seed), new PipelineSimulation(JoinedSum.Plan(), seed, seed * 17 + 3), seed)) refused++;
        }
        Assert.True(refused > 100, $"{refused}");
    }

    /// <summary>What is left out leaves nothing behind, and does not cost a copy of all devices' state for each reading that comes after it.</summary>
    [Fact]
    public void Advance_DevicesAreJoined_CopiesTheirStateNowAndThen()
    {
        const int Readings = 2000, Unfit = 5;
        int saves = 0;
        var with = new PipelineSimulation(JoinedSum.Plan(() => saves++), inputSeed: 1, chanceSeed: 1);
        var without = new PipelineSimulation(JoinedSum.Plan(), inputSeed: 1, chanceSeed: 1);
        for (int i = 0; i < Readings; i++)
        {
            Append(without, $"d{i % 3}", new ChannelSet("a", "b"), 1);
            Append(with, $"d{i % 3}", new ChannelSet("a", "b"), 1);
            if (i % (Readings / Unfit) == 100) Append(with, "d0", new ChannelSet("b", "c"), 1);
            with.Settle();
        }
        without.Settle();
        Assert.Equal(Unfit, with.Runner.ReadingsRefused);
        foreach (var (lane, bytes) in without.Records()) Assert.True(bytes.AsSpan().SequenceEqual(with.Records()[lane]), lane);
        // Those that are stored among them.
        Assert.InRange(saves, 2 * Unfit, Readings / 5);
    }

    [Fact]
    public void Advance_UnfitAmongOthers_LeavesOutThatOneAndSaysSo()
    {
        var simulation = new PipelineSimulation(AddsC, inputSeed: 1, chanceSeed: 1);
        simulation.Settle();
        Append(simulation, "d1", new ChannelSet("a", "b"), 10);
        Append(simulation, "d0", new ChannelSet("b", "c"), 2);
        Append(simulation, "d1", new ChannelSet("a", "b"), 10);
        simulation.Settle();
        Assert.Equal(20 - Learning, simulation.Sequences().Count);
        Assert.Equal(2, simulation.Runner.ReadingsRefused);
        var told = simulation.Runner.Unfit!;
        Assert.Equal("pipeline.readings-unfit", told.Code);
        Assert.Equal(HealthSeverity.Warning, told.Severity);
        Assert.Contains("'d0': The reading already has a channel 'c'", told.Text, StringComparison.Ordinal);
        simulation.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(simulation.Runner.Unfit);
    }

    /// <summary>Then the steps may be at fault, and not the devices.</summary>
    [Fact]
    public void Advance_NoReadingFits_IsAnError()
    {
        var simulation = new PipelineSimulation(AddsC, inputSeed: 1, chanceSeed: 1);
        simulation.Settle();
        Append(simulation, "d0", new ChannelSet("b", "c"), 3);
        simulation.Settle();
        Assert.Equal(HealthSeverity.Error, simulation.Runner.Unfit!.Severity);
        Append(simulation, "d1", new ChannelSet("a", "b"), 1);
        Append(simulation, "d0", new ChannelSet("b", "c"), 1);
        simulation.Settle();
        Assert.Equal(HealthSeverity.Warning, simulation.Runner.Unfit!.Severity);
        Assert.Equal(4, simulation.Runner.ReadingsRefused);
    }

    /// <summary>More devices at fault than are told apart.</summary>
    [Fact]
    public void Advance_ManyDevicesUnfit_TheOthersGoOn()
    {
        var simulation = new PipelineSimulation(AddsC, inputSeed: 1, chanceSeed: 1, devicesMax: 200);
        simulation.Settle();
        for (int i = 0; i < 100; i++)
        {
            Append(simulation, $"bad{i}", new ChannelSet("b", "c"), 2);
            Append(simulation, "d1", new ChannelSet("a", "b"), 2);
        }
        simulation.Settle();
        Assert.Null(simulation.Runner.Condition);
        Assert.Equal(200, simulation.Runner.ReadingsRefused);
        Assert.Equal(200 - Learning, simulation.Sequences().Count);
    }

    /// <summary>What is passed and not stored cannot be processed again after a crash: the numbers go on all the same.</summary>
    [Fact]
    public void Run_ReadingsNotStored_NoNumberIsGivenTwice()
    {
        var simulation = new PipelineSimulation("[]", inputSeed: 1, chanceSeed: 1);
        for (int round = 0; round < 5; round++)
        {
            simulation.Settle();
            for (int i = 0; i < 4; i++) simulation.Store.Pass(Batch("d", new ChannelSet("a", "b"), 3));
            simulation.Settle();
            simulation.Crash();
        }
        var sequences = simulation.Sequences();
        Assert.NotEmpty(sequences);
        Assert.Equal(sequences.Order().Distinct(), sequences);
    }

    /// <summary>A record may be too large in a replay, whose records are not written.</summary>
    [Fact]
    public void Run_RecordIsTooLarge_IsLeftOutInAReplayToo()
    {
        const int Rounds = 4;
        var simulation = new PipelineSimulation("[]", inputSeed: 1, chanceSeed: 1);
        var large = new ChannelSet([.. Enumerable.Range(0, 20).Select(i => $"{i}".PadRight(60_000, 'x'))]);
        for (int round = 0; round < Rounds; round++)
        {
            Append(simulation, "d1", new ChannelSet("a", "b"), 7);
            Append(simulation, "d0", large, 1);
            Append(simulation, "d1", new ChannelSet("a", "b"), 3);
            simulation.Settle();
            simulation.Crash();
        }
        simulation.Settle();
        Assert.Equal(Enumerable.Range(1, Rounds * 10).Select(n => (long)n), simulation.Sequences());
    }

    /// <returns>Whether some readings were left out.</returns>
    private static bool AreSame(PipelineSimulation whole, PipelineSimulation crashed, int seed)
    {
        whole.AppendAll();
        whole.Settle();
        crashed.Run(crashShare: 0.03);
        Assert.Null(whole.Runner.Condition);
        Assert.Null(crashed.Runner.Condition);
        var (expected, actual) = (whole.Records(), crashed.Records());
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (string lane in expected.Keys) Assert.True(expected[lane].AsSpan().SequenceEqual(actual[lane]), $"seed {seed}, {lane}");
        return whole.Runner.Unfit is not null;
    }

    private static void Append(PipelineSimulation simulation, string device, ChannelSet channels, int rows) => _ = simulation.Store.Append(Batch(device, channels, rows));

    private static ReadingBatch Batch(string device, ChannelSet channels, int rows)
    {
        var batch = ReadingBatch.Rent("s", device, channels, rows);
        for (int row = 0; row < rows; row++)
        {
            batch.AddRow(1_700_000_000_000_000 + row);
            for (int c = 0; c < channels.Count; c++) batch.Set(row, c, row + c);
        }
        return batch;
    }
}
