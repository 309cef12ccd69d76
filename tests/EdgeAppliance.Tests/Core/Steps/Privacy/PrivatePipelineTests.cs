using System.Text.Json;
using CsCheck;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Tests.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Steps.Privacy;

/// <summary>Whatever steps a private pipeline is made of: where its plan is taken, only what somebody has named comes out of it.</summary>
public sealed class PrivatePipelineTests
{
    private static readonly string[] s_steps =
    [
        """{"type":"drop","channels":["b"]}""",
        """{"type":"drop","except":["a","b"]}""",
        """{"type":"drop","when":"a > 60"}""",
        """{"type":"generalise","channels":{"a":{"step":5}},"keep":["b","a.max"]}""",
        """{"type":"generalise","time":"1s","others":"keep"}""",
        """{"type":"pseudonymise","channels":["b"],"key":"${file:k}","keep":["a"]}""",
        """{"type":"pseudonymise","key":"${file:k}","others":"keep"}""",
        """{"type":"noise","channels":{"a":{"low":0,"high":90,"epsilon":1}},"budget":{"epsilon":30,"every":"1d"},"key":"${file:k}"}""",
        """{"type":"kthreshold","channels":["a","b"],"k":2,"every":"9ms","lateness":"1ms"}""",
        """{"type":"alarm","when":"a > 50"}""",
        """{"type":"aggregate","size":3}""",
        """{"type":"aggregate","size":4,"hop":2,"functions":["max"]}""",
        """{"type":"convert","channels":{"a":{"scale":2}}}""",
        """{"type":"deadband","channels":{"a":1,"secret":0}}""",
        """{"type":"filter","kind":"median","size":3}""",
        """{"type":"resample","every":"7ms"}""",
        """{"type":"swingdoor","channels":{"a":1}}""",
        """{"type":"align","every":"5ms","channels":{"a":"device/a","secret":"device/secret"}}""",
        """{"type":"window","size":4},{"type":"features"}""",
        """{"type":"window","size":4},{"type":"spectrum"}""",
        """{"type":"normalize","commission":5}""",
    ];

    private static readonly ChannelSet s_channels = new("a", "b", "secret");

    [Fact]
    public void Plan_TakenAsPrivate_LetsOutOnlyWhatIsNamed()
    {
        int taken = 0, emitted = 0;
        Gen.OneOf(s_steps.Select(Gen.Const).ToArray()).Array[1, 5].Sample(steps =>
        {
            if (Bind(steps) is not { ClearedBy: >= 0, TellsUncleared: < 0 } plan) return;
            taken++;
            void Check(ReadingBatch batch)
            {
                Assert.True(batch.Cleared);
                Assert.DoesNotContain(batch.Channels.Names.ToArray(), name => name.Contains("secret", StringComparison.Ordinal));
                emitted += batch.Count;
            }
            Feed(plan.Build(new StepContext("p", "s", "device", change => Check(change.Batch)), new Emit(Check))[0]);
        }, iter: 3000, threads: 1);
        Assert.True(taken > 200 && emitted > 1000, $"{taken} plans, {emitted} readings");
    }

    [Theory]
    [InlineData("""{"type":"drop","channels":["secret"]}""")]
    [InlineData("""{"type":"drop","when":"a > 60","channels":["secret"]}""")]
    [InlineData("""{"type":"generalise","channels":{"secret":{"step":5}},"others":"keep"}""")]
    [InlineData("""{"type":"select","channels":["a"]}""")]
    public void Bind_StepThatLetsOthersThrough_ClearsNothing(string step) => Assert.Equal(-1, Bind([step])!.ClearedBy);

    [Fact]
    public void Bind_AlarmBeforeTheClearingStep_IsFound() =>
        Assert.Equal(1, Bind(["""{"type":"convert","channels":{"a":{"scale":2}}}""", """{"type":"alarm","when":"a > 1"}""", """{"type":"drop","except":["a"]}"""])!.TellsUncleared);

    [Fact]
    public void Run_Private_MarksItsRecords()
    {
        var simulation = new PipelineSimulation("""[{"type":"drop","except":["a"]},{"type":"alarm","when":"a > 50"}]""", 1, 1, isPrivate: true);
        simulation.AppendAll();
        simulation.Settle();
        int records = 0;
        foreach (byte[] packed in simulation.Records().Values)
            for (int at = 0; PackedRecords.TryRead(packed.AsSpan(at), out var record, out int size); at += size, records++) Assert.True(record.Header is { IsPrivate: true, IsCleared: true });
        Assert.True(records > 100);
    }

    /// <summary>Nothing may leave even where the check of the plan were wrong.</summary>
    [Fact]
    public void Run_PrivateWithoutAClearingStep_StandsStillAndMakesNothing()
    {
        var simulation = new PipelineSimulation("""[{"type":"drop","channels":["b"]}]""", 1, 1, isPrivate: true);
        simulation.AppendAll();
        simulation.Settle();
        Assert.Equal("pipeline.step-failed", simulation.Runner.Condition?.Code);
        Assert.Empty(simulation.Records());
    }

    private static StepPlan? Bind(string[] steps)
    {
        using var document = JsonDocument.Parse($"[{string.Join(',', steps)}]");
        return new StepCatalog().Bind(document.RootElement, "steps", [], TestKeys.Look);
    }

    private static void Feed(Step first)
    {
        var batch = ReadingBatch.Rent("s", "device", s_channels, 40);
        for (int i = 0; i < 40; i++)
        {
            int row = batch.AddRow(1_700_000_000_000_000 + i * 3000);
            batch.Set(row, 0, i * 37 % 97);
            batch.Set(row, 1, i % 7);
            batch.Set(row, 2, 4711 + i);
        }
        try
        {
            first.Process(batch);
        }
        catch (StepException)
        {
            // Steps that do not go together say so; nothing came out.
        }
        batch.Release();
    }
}
