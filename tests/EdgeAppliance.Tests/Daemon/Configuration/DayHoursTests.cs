using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Tests.Daemon.Configuration;

public sealed class DayHoursTests
{
    private static readonly DateTimeOffset s_midnight = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("01:00-05:00", 0.5, null, 0.5)]
    [InlineData("01:00-05:00", 1, 4.0, 24)]
    [InlineData("01:00-05:00", 4.5, 0.5, 20.5)]
    [InlineData("01:00-05:00", 5, null, 20)]
    [InlineData("22:00-06:00", 23, 7.0, 23)]
    [InlineData("22:00-06:00", 2, 4.0, 20)]
    [InlineData("22:00-06:00", 6, null, 16)]
    [InlineData("00:00-24:00", 12, 12.0, 12)]
    public void Left_AtAMoment_IsWhatTheHoursStillLast(string text, double hour, double? left, double until)
    {
        Assert.True(DayHours.TryParse(text, out var hours));
        var now = s_midnight.AddHours(hour);
        Assert.Equal(left, hours.Left(now)?.TotalHours);
        Assert.Equal(until, hours.Until(now).TotalHours);
    }

    [Theory]
    [InlineData("")]
    [InlineData("22:00")]
    [InlineData("22-06")]
    [InlineData("22:00-22:00")]
    [InlineData("24:00-06:00")]
    [InlineData("25:00-06:00")]
    [InlineData("22:00-06:00-07:00")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(DayHours.TryParse(text, out _));
}
