using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Linux;
using EdgeAppliance.Drivers.Replay;

namespace EdgeAppliance.Tests.Drivers;

public sealed class DriverCatalogTests
{
    [Theory]
    [InlineData("""{"type": "system", "every": "250ms", "durable": false}""", typeof(SystemSource))]
    [InlineData("""{"type": "replay", "file": "/a.csv", "speed": "max", "exclude": ["label"], "startAfter": "2020-03-09T10:14:33Z"}""", typeof(ReplaySource))]
    public async Task Bind_GoodConfiguration_MakesTheSource(string json, Type expected)
    {
        var factory = Bind(json, out var errors);
        Assert.Empty(errors);
        await using var source = factory!(new DriverContext("board", _ => Task.CompletedTask, TimeProvider.System));
        Assert.Equal((expected, "board"), (source.GetType(), source.Name));
    }

    [Theory]
    [InlineData("""{"type": "sonar"}""", "s.type: must be one of system, replay.")]
    [InlineData("""{"type": "system", "every": "50ms"}""", "s.every: must be from 100ms to 1h.")]
    [InlineData("""{"type": "system", "evry": "1s"}""", "s.evry: is not known here")]
    [InlineData("""{"type": "replay"}""", "s.file: is missing")]
    [InlineData("""{"type": "replay", "file": "a", "speed": -1}""", "s.speed: must be a number")]
    [InlineData("""{"type": "replay", "file": "a", "separator": "ab"}""", "s.separator: must be one ASCII character")]
    [InlineData("""{"type": "replay", "file": "a", "timeUnit": "h"}""", "s.timeUnit: must be auto, s, ms or us.")]
    [InlineData("""{"type": "replay", "file": "a", "loop": "yes"}""", "s.loop: must be true or false.")]
    [InlineData("""{"type": "replay", "file": "a", "startAfter": "noon"}""", "s.startAfter: must be a time")]
    public void Bind_BadConfiguration_SaysWhatIsWrong(string json, string expected)
    {
        Assert.Null(Bind(json, out var errors));
        var error = Assert.Single(errors);
        Assert.StartsWith(expected, $"{error.Path}: {error.Text}");
    }

    private static DriverFactory? Bind(string json, out List<StepError> errors)
    {
        errors = [];
        using var document = JsonDocument.Parse(json);
        return DriverCatalog.Bind(document.RootElement, "s", errors);
    }
}
