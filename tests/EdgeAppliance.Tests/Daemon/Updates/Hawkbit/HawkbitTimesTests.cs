using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Hawkbit;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

public sealed class HawkbitTimesTests
{
    private static readonly HawkbitConfiguration s_standard = new(new Uri("https://hawkbit.example/"), "DEFAULT") { PollLeast = TimeSpan.FromSeconds(30), PollMost = TimeSpan.FromHours(2) };

    [Theory]
    [InlineData(0, 300, 300)]
    [InlineData(1, 300, 360)]
    [InlineData(0, 1, 30)]
    [InlineData(0, 86_000, 7200)]
    [InlineData(0, null, 300)]
    public void After_WhatTheServerSays_IsBoundedAndSpread(double chance, int? sleep, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), new HawkbitTimes(s_standard, () => chance).After(sleep is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Fact]
    public void AfterFailure_Again_WaitsLongerUpToTheMost()
    {
        var times = new HawkbitTimes(s_standard, () => 0);
        double[] waits = [.. Enumerable.Range(0, 30).Select(_ => times.AfterFailure(null).TotalSeconds)];
        Assert.Equal([30, 30, 30, 40, 80, 160], waits[..6]);
        Assert.Equal(7200, waits[^1]);
        times.After(null);
        Assert.Equal(30, times.AfterFailure(null).TotalSeconds);
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(1, 30)]
    [InlineData(-5, 30)]
    [InlineData(1_000_000, 7200)]
    public void AfterFailure_ServerSaysWhen_IsFollowedWithinBounds(int wanted, double expected) =>
        Assert.Equal(expected, new HawkbitTimes(s_standard, () => 0).AfterFailure(TimeSpan.FromSeconds(wanted)).TotalSeconds);

    [Fact]
    public void First_ManyDevicesAtOnce_AreSpread() => Assert.InRange(new HawkbitTimes(s_standard, () => 1).First, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
}
