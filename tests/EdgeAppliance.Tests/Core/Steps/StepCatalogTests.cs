namespace EdgeAppliance.Tests.Core.Steps;

public sealed class StepCatalogTests
{
    [Theory]
    [InlineData("""{}""", "steps: must be a list of at most 32 steps.")]
    [InlineData("""[7]""", "steps[0]: must be an object with a type.")]
    [InlineData("""[{"type":"smooth"}]""", "steps[0].type: must be one of select, convert, deadband, normalize, aggregate, window, alarm, sums, not 'smooth'.")]
    [InlineData("""[{"type":"alarm","when":"a >"}]""", "steps[0].when: at character 4: expected a channel, a constant or a number.")]
    [InlineData("""[{"type":"alarm","when":"a > 1","raiseAfter":0}]""", "steps[0].raiseAfter: must be a whole number from 1 to 1000000.")]
    [InlineData("""[{"type":"window","size":3}]""", "steps: ends with windows, which no record can hold; put infer behind the window.")]
    [InlineData("""[{"type":"sums"}]""", "steps[0].type: sums takes windows; put a window step before it.")]
    [InlineData("""[{"type":"convert","channels":{"a":{"from":"Cel","to":"Pa"}}}]""", "steps[0].channels.a.to: 'Cel' cannot become 'Pa': they measure different things.")]
    [InlineData("""[{"type":"select","channels":["a","a"]}]""", "steps[0].channels[1]: 'a' stands twice.")]
    [InlineData("""[{"type":"aggregate","size":"3 weeks"}]""", "steps[0].size: must be a number of readings from 1 to 65536, or a duration such as \"10s\".")]
    [InlineData("""[{"type":"select","channels":["a"],"keep":1}]""", "steps[0].keep: is not known here; known are type, channels, as.")]
    public void Bind_Wrong_NamesThePathAndTheRemedy(string steps, string expected) => Assert.Contains(expected, StepHarness.Errors(steps));

    [Fact]
    public void Bind_TwoErrors_ReportsBoth() =>
        Assert.Equal(2, StepHarness.Errors("""[{"type":"window","size":0},{"type":"sums"},{"type":"deadband","channels":{"a":-1}}]""").Count);
}
