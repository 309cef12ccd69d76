using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class QueueClockTests
{
    /// <summary>A chip two per cent slow, fetched late by up to 8 ms: its samples' times follow it within a period, and never go back.</summary>
    [Fact]
    public void First_SlowChipFetchedLate_FollowsItSmoothly()
    {
        var clock = new QueueClock(10_000);
        var late = new Random(1);
        double before = double.NegativeInfinity;
        long taken = 0;
        for (int fetch = 1; fetch <= 500; fetch++)
        {
            long nowUs = fetch * 100_000L + late.Next(8_000);
            int count = (int)(nowUs / 10_200 - taken);
            taken += count;
            double first = clock.First(count, nowUs);
            Assert.True(first > before, $"{first} is not behind {before}");
            before = first + (count - 1) * clock.PeriodUs;
            // A sample may wait up to a period until it is fetched, and the fetch may be 8 ms late.
            if (fetch > 100) Assert.InRange(before - taken * 10_200.0, 0, 18_000);
        }
        Assert.Equal(10_200, clock.PeriodUs, 50.0);
    }

    [Fact]
    public void First_AfterALoss_BeginsAnew()
    {
        var clock = new QueueClock(1_000);
        clock.First(10, 1_000_000);
        clock.Restart();
        Assert.Equal(1_000_500 - 4_000, clock.First(5, 1_000_500));
    }
}
