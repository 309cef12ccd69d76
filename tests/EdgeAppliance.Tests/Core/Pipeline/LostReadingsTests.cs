using EdgeAppliance.Core.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Core.Pipeline;

public sealed class LostReadingsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LostReadings _readings;

    public LostReadingsTests() => _readings = new LostReadings("b", _time);

    [Fact]
    public void Condition_SomeAreLost_SaysHowManyForAMinute()
    {
        Assert.Null(_readings.Condition);
        _readings.Add(12);
        var condition = _readings.Condition!;
        Assert.Equal(("pipeline.readings-lost", "pipelines.b"), (condition.Code, condition.Subject));
        Assert.StartsWith("12 readings", condition.Text);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(_readings.Condition);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_readings.Condition);
    }

    [Fact]
    public void Condition_MoreAreLost_GoesOn()
    {
        _readings.Add(1);
        _time.Advance(TimeSpan.FromSeconds(40));
        _readings.Add(1);
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.StartsWith("2 readings", _readings.Condition!.Text);
    }
}
