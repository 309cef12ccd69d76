using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Tests.Core.Steps.Devices;

public sealed class JoinTests
{
    [Fact]
    public void Process_DeviceOfTheTable_GetsItsNumbers()
    {
        var harness = new StepHarness("""[{"type":"join","table":{"device":{"rated":2.5,"b":7},"other":{"floor":3}}}]""");
        harness.Push((1, 1, 2));
        Assert.Equal("1 a=1 b=7 rated=2.5 floor=NaN\n", harness.Output);
    }

    [Fact]
    public void Process_OtherDevice_GetsThoseOfTheStar()
    {
        var harness = new StepHarness("""[{"type":"join","table":{"else":{"rated":2.5},"*":{"rated":1}}},{"type":"compute","channels":{"load":"a / rated"}}]""");
        harness.Push((1, 3, 2));
        Assert.Equal("1 a=3 b=2 rated=1 load=3\n", harness.Output);
    }

    [Fact]
    public void Process_ByChannel_ChoosesEachReadingsRow()
    {
        var harness = new StepHarness("""[{"type":"join","by":"b","table":{"1":{"limit":10},"2.5":{"limit":20},"*":{"limit":0}}},{"type":"select","channels":["limit"]}]""");
        harness.Push((1, 0, 1), (2, 0, 2.5), (3, 0, 3), (4, 0, double.NaN));
        Assert.Equal("1 limit=10\n2 limit=20\n3 limit=0\n4 limit=0\n", harness.Output);
    }

    [Fact]
    public void Process_Texts_StandInRecordsAndPassOtherSteps()
    {
        var json = new RecordJson();
        var records = new List<string>();
        var errors = new List<StepError>();
        using var steps = JsonDocument.Parse("""
            [{"type":"join","table":{"device":{"hall":"north \"A\"","rated":2,"b":"line 1"},"other":{"hall":"south"}}},{"type":"compute","channels":{"load":"a / rated","rated":"1"}},
             {"type":"deadband","channels":{"a":0}},{"type":"dedupe"},{"type":"drop","channels":["load"]},{"type":"split","routes":[{"channels":["hall","a","b","rated"],"device":"x"}]},
             {"type":"report","channels":{"hall":0,"b":0,"a":0}}]
            """);
        var plan = StepHarness.Catalog.Bind(steps.RootElement, "steps", errors);
        Assert.Empty(errors);
        var emit = new Emit(batch =>
        {
            for (int row = 0; row < batch.Count; row++) records.Add(Encoding.UTF8.GetString(json.Write(batch, row)));
        });
        plan!.Build(new StepContext("p", "source", "device", _ => { }), emit)[0].Process(StepHarness.Batch(StepHarness.AB, (1, 5, 6), (2, 7, 8)));
        Assert.Equal(["""{"hall":"north \"A\"","b":"line 1","a":5}""", """{"a":7}"""], records);
    }
}
