using EdgeAppliance.Daemon.Health;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Health;

public sealed class LostReadingsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, long> _lost = new() { ["a"] = 0, ["b"] = 0 };
    private readonly LostReadings _readings;

    public LostReadingsTests() => _readings = new LostReadings(() => _lost.Select(entry => (entry.Key, entry.Value)), _time);

    [Fact]
    public void Conditions_SomeAreLost_SayHowManyForAMinute()
    {
        Assert.Empty(_readings.Conditions());
        _lost["b"] = 12;
        var condition = Assert.Single(_readings.Conditions());
        Assert.Equal(("pipeline.readings-lost", "pipelines.b"), (condition.Code, condition.Subject));
        Assert.StartsWith("12 readings", condition.Text);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(_readings.Conditions());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_readings.Conditions());
    }

    [Fact]
    public void Conditions_MoreAreLost_GoOn()
    {
        _lost["a"] = 1;
        Assert.Single(_readings.Conditions());
        _time.Advance(TimeSpan.FromSeconds(40));
        _lost["a"] = 2;
        Assert.Single(_readings.Conditions());
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Single(_readings.Conditions());
    }

    /// <summary>A pipeline that is made anew counts from nothing.</summary>
    [Fact]
    public void Conditions_CountBeginsAnew_SayNothingOfWhatWas()
    {
        _lost["a"] = 5;
        Assert.Single(_readings.Conditions());
        _lost["a"] = 0;
        Assert.Empty(_readings.Conditions());
    }
}
