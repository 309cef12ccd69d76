using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Tests.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Steps.Privacy.Noise;

public sealed class NoiseTests
{
    private const string Three = """[{"type":"noise","channels":{"a":{"low":0,"high":10,"epsilon":1}},"budget":{"epsilon":3,"every":"1s"},"key":"${file:k}","keep":["b"]}]""";

    /// <summary>Frozen, because the same reading must get the same noise from the next version too. Values of another program: golden.py beside this file.</summary>
    [Theory]
    [InlineData("""{"type":"noise","channels":{"a":{"low":0,"high":10,"epsilon":1,"step":0.1}},"budget":{"epsilon":30,"every":"1s"},"key":"${file:k}","keep":["b"]}""", "1000000 a=19.2 b=1|1000000 a=-0.5 b=2|2000000 a=NaN b=3|3000000 a=-3.6 b=4|4000000 a=-37.5 b=5|")]
    [InlineData("""{"type":"noise","mechanism":"gaussian","channels":{"a":{"low":0,"high":10,"epsilon":1,"step":0.1}},"budget":{"epsilon":30,"every":"1s"},"key":"${file:k}","keep":["b"]}""", "1000000 a=42.7 b=1|1000000 a=34 b=2|2000000 a=NaN b=3|3000000 a=15 b=4|4000000 a=-23.5 b=5|")]
    public void Process_KnownReadings_GetTheFrozenNoise(string step, string expected)
    {
        var harness = new StepHarness($"[{step}]");
        harness.Push((1_000_000, 5, 1), (1_000_000, 5, 2), (2_000_000, double.NaN, 3), (3_000_000, 99, 4), (4_000_000, -99, 5));
        Assert.Equal(expected, harness.Output.ReplaceLineEndings("|"));
    }

    [Fact]
    public void Process_BudgetSpent_LeavesReadingsOutUntilItRenews()
    {
        var harness = new StepHarness(Three);
        harness.Push((1, 5, 1), (2, 5, 2), (3, 5, 3), (4, 5, 4), (5, double.NaN, 5), (999_999, 5, 6), (1_000_000, 5, 7), (999_998, 5, 8), (7, 5, 9), (8, 5, 10), (2_000_000, 5, 11));
        Assert.Equal(["b=1", "b=2", "b=3", "b=5", "b=7", "b=8", "b=9", "b=11"], harness.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[2]));
        Assert.Contains("5 a=NaN b=5", harness.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_ReadingsAlike_GetDifferentNoise()
    {
        var harness = new StepHarness("""[{"type":"noise","channels":{"a":{"low":0,"high":10,"epsilon":1}},"budget":{"epsilon":1000,"every":"1s"},"key":"${file:k}"}]""");
        harness.Push([.. Enumerable.Range(0, 200).Select(_ => (7L, 5.0, 0.0))]);
        Assert.True(harness.Output.Split('\n').Distinct().Count() > 180);
    }

    /// <summary>A change of the steps starts them anew, but not the budget; nor does a change back.</summary>
    [Fact]
    public void Load_OtherSteps_KeepsWhatWasSpent()
    {
        byte[] snapshot = [];
        long released = 0;
        foreach (string fingerprint in (string[])["one", "two", "one", "two"])
        {
            var (state, writer) = State(Three, fingerprint);
            if (snapshot.Length > 0) state.Load(snapshot);
            long before = writer.NextRecord;
            var batch = StepHarness.Batch(StepHarness.AB, (1000, 5, 1), (2000, 5, 2));
            state.Process(batch);
            released += writer.NextRecord - before;
            snapshot = state.Save();
        }
        Assert.Equal(3, released);
        // A pipeline without the step keeps it too.
        var (bare, _) = State("[]", "none");
        bare.Load(snapshot);
        var (again, last) = State(Three, "one");
        again.Load(bare.Save());
        long next = last.NextRecord;
        again.Process(StepHarness.Batch(StepHarness.AB, (3000, 5, 1)));
        Assert.Equal(next, last.NextRecord);
    }

    [Fact]
    public void Run_StoreLostTheProgress_BeginsSpent()
    {
        var simulation = new PipelineSimulation("""[{"type":"noise","channels":{"a":{"low":0,"high":10,"epsilon":1}},"budget":{"epsilon":100000,"every":"300d"},"key":"${file:k}"}]""", 1, 1);
        simulation.AppendHalf(first: true);
        simulation.Settle();
        simulation.Store.Renumber(1_000_000);
        simulation.Crash();
        int before = simulation.Records().Values.Sum(bytes => bytes.Length);
        simulation.AppendHalf(first: false);
        simulation.Settle();
        Assert.True(before > 0);
        Assert.Equal(before, simulation.Records().Values.Sum(bytes => bytes.Length));
        Assert.True(simulation.Runner.Budgets is { Empty: > 0, Withheld: > 0 });
    }

    /// <summary>Readings that are not stored cannot be processed again: what was spent on them must be stored with the records.</summary>
    [Fact]
    public void Run_ReadingsNotStored_KeepsWhatWasSpentThroughACrash()
    {
        var simulation = new PipelineSimulation(Three, 1, 1);
        long time = 0;
        foreach (int rows in (int[])[1, 2, 3])
        {
            var batch = ReadingBatch.Rent("s", "d", StepHarness.AB, rows);
            for (int row = 0; row < rows; row++) batch.Set(batch.AddRow(++time), 0, 5);
            // It takes what is passed only once it is at work.
            simulation.Settle();
            simulation.Store.Pass(batch);
            simulation.Settle();
            if (rows == 2) simulation.Crash();
        }
        byte[] packed = simulation.Store.Outbox[new Lane("cloud", RecordPriority.Normal)].ToArray();
        int records = 0;
        for (int at = 0; PackedRecords.TryRead(packed.AsSpan(at), out _, out int size); at += size) records++;
        Assert.Equal(3, records);
    }

    private static (PipelineState State, RecordWriter Writer) State(string steps, string fingerprint)
    {
        using var document = JsonDocument.Parse(steps);
        var plan = new StepCatalog().Bind(document.RootElement, "steps", [], TestKeys.Look)!;
        var writer = new RecordWriter("p");
        return (new PipelineState(new PipelineOptions("p", new HashSet<string> { "source" }, plan, fingerprint, []), writer), writer);
    }
}
