using EdgeAppliance.Daemon.Uplink;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Uplink;

public class BackOffTests
{
    [Fact]
    public void Next_AgainAndAgain_DoublesToTheMost()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), new Random(1));
        double[] ceilings = [1, 2, 4, 8, 10, 10];
        foreach (double ceiling in ceilings) Assert.InRange(backOff.Next().TotalSeconds, ceiling / 2, ceiling);
        backOff.Reset();
        Assert.InRange(backOff.Next().TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void Wait_TakenMoreThanTheRate_WaitsForIt()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(10, time);
        Assert.Equal(TimeSpan.Zero, bucket.Wait());
        bucket.Take(20);
        var wait = bucket.Wait();
        Assert.InRange(wait.TotalSeconds, 1, 1.1);
        time.Advance(wait);
        Assert.Equal(TimeSpan.Zero, bucket.Wait());
    }
}
