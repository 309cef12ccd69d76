using System.Net;
using EdgeAppliance.Daemon.Identity;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Identity;

public sealed class FailureLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    private static void FailUpToLimit(FailureLimiter limiter, IPAddress address)
    {
        for (int i = 0; i < FailureLimiter.FailuresPerWindow; i++) Assert.Equal(TimeSpan.Zero, limiter.CountFailure(address));
    }

    [Fact]
    public void CountFailure_PastTheLimit_TellsTheWaitUntilTheWindowEnds()
    {
        var limiter = new FailureLimiter(_time);
        FailUpToLimit(limiter, IPAddress.Loopback);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(40), limiter.CountFailure(IPAddress.Loopback));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.Zero, limiter.CountFailure(IPAddress.Loopback));
    }

    [Fact]
    public void CountFailure_OtherAddress_IsCountedApart()
    {
        var limiter = new FailureLimiter(_time);
        FailUpToLimit(limiter, IPAddress.Loopback);
        Assert.Equal(TimeSpan.Zero, limiter.CountFailure(IPAddress.Parse("192.0.2.1")));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    public void CountFailure_SameSite_IsCountedTogether(string one, string other)
    {
        var limiter = new FailureLimiter(_time);
        FailUpToLimit(limiter, IPAddress.Parse(one));
        Assert.NotEqual(TimeSpan.Zero, limiter.CountFailure(IPAddress.Parse(other)));
    }

    [Fact]
    public void CountFailure_MoreAddressesThanTheTableHolds_ShareOneCount()
    {
        var limiter = new FailureLimiter(_time, addressesMax: 2);
        for (byte i = 0; i < 2; i++) limiter.CountFailure(new IPAddress([192, 0, 2, i]));
        for (byte i = 2; i < 2 + FailureLimiter.FailuresPerWindow; i++) Assert.Equal(TimeSpan.Zero, limiter.CountFailure(new IPAddress([192, 0, 2, i])));
        Assert.NotEqual(TimeSpan.Zero, limiter.CountFailure(new IPAddress([192, 0, 2, 99])));
        Assert.Equal(2, limiter.AddressCount);
    }

    [Fact]
    public void CountFailure_FullTableOfEndedWindows_MakesRoom()
    {
        var limiter = new FailureLimiter(_time, addressesMax: 2);
        for (byte i = 0; i < 2; i++) limiter.CountFailure(new IPAddress([192, 0, 2, i]));
        _time.Advance(FailureLimiter.Window);
        FailUpToLimit(limiter, IPAddress.Loopback);
        Assert.Equal(1, limiter.AddressCount);
    }
}
