using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

public sealed class LookTimesTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Open_WithoutHours_IsAlwaysSo() => Assert.Equal(Timeout.InfiniteTimeSpan, Times([], null).Open());

    [Fact]
    public void Open_InHours_LastsUntilTheirEnd() => Assert.Equal(TimeSpan.FromHours(2), Times(["00:00-01:00", "11:00-14:00"], s_noon).Open());

    [Fact]
    public void Open_OutsideOfHours_WaitsForTheNext()
    {
        var times = Times(["00:00-01:00", "22:00-23:00"], s_noon);
        Assert.Null(times.Open());
        Assert.InRange(times.UntilOpen(), TimeSpan.FromHours(10), TimeSpan.FromHours(10) + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Open_ClockIsNotKnownToBeRight_Waits()
    {
        var times = Times(["00:00-24:00"], null);
        Assert.Null(times.Open());
        Assert.Equal(TimeSpan.FromSeconds(30), times.UntilOpen());
    }

    [Fact]
    public void Next_IsATenthMoreOrLess()
    {
        double chance = 0;
        var times = new LookTimes(TimeSpan.FromMinutes(10), [], () => chance, () => null);
        Assert.Equal((TimeSpan.FromMinutes(9), TimeSpan.Zero), (times.Next, times.First));
        chance = 1;
        Assert.Equal((TimeSpan.FromMinutes(11), TimeSpan.FromSeconds(30)), (times.Next, times.AfterNudge(null)));
    }

    [Theory]
    [InlineData(null, 15)]
    [InlineData(0, 75)]
    [InlineData(20, 55)]
    [InlineData(60, 15)]
    [InlineData(3600, 15)]
    public void AfterNudge_LastLookWasJustNow_WaitsForTheRestOfAMinute(int? since, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), Times([], null).AfterNudge(since is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    private static LookTimes Times(string[] hours, DateTimeOffset? now) => new(TimeSpan.FromHours(1), [.. hours.Select(Parse)], () => 0.5, () => now);

    private static DayHours Parse(string text) => DayHours.TryParse(text, out var hours) ? hours : throw new ArgumentException(text, nameof(text));
}
