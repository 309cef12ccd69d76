using CsCheck;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Privacy.Noise;

namespace EdgeAppliance.Tests.Core.Steps.Privacy.Noise;

public sealed class PrivacyBudgetTests
{
    private static readonly BudgetOptions s_options = new(NoiseMechanism.Laplace, 100, 1000);

    /// <summary>Whatever readings come, in whatever order of time, and whenever it starts again: what is charged between two renewals never is more than there is.</summary>
    [Fact]
    public void TryCharge_AnyReadings_IsNeverOverdrawn() =>
        Gen.Select(Gen.Long[-5000, 5000], Gen.Long[1, 70], Gen.Int[0, 9]).Array[0, 200].Sample(readings =>
        {
            var meter = new BudgetMeter();
            var budget = new PrivacyBudget(s_options, meter);
            long charged = 0, ends = long.MinValue;
            int withheld = 0;
            foreach (var (time, cost, chance) in readings)
            {
                if (time >= ends) (charged, ends) = (0, (long)Math.Floor(time / 1000.0) * 1000 + 1000);
                bool fits = charged + cost <= 100;
                Assert.Equal(fits, budget.TryCharge(time, cost));
                if (fits) charged += cost;
                else withheld++;
                Assert.InRange(charged, 0, 100);
                Assert.Equal(100 - charged, budget.Left);
                Assert.Equal(ends, budget.Spent!.Value.EndsUs);
                if (chance == 0) budget = Again(budget, meter);
            }
            Assert.Equal(withheld, meter.Withheld);
        });

    [Fact]
    public void TryCharge_ClockSetBack_RenewsNothing()
    {
        var budget = new PrivacyBudget(s_options, new BudgetMeter());
        Assert.True(budget.TryCharge(5500, 100));
        Assert.False(budget.TryCharge(100, 1));
        Assert.False(budget.TryCharge(5999, 1));
        Assert.True(budget.TryCharge(6000, 1));
    }

    /// <summary>A device that gives its own times gets no more than a budget for each of the appliance's periods, whether it runs ahead or begins long ago.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1_700_000_000_000_000)]
    public void TryCharge_OwnTimesThatRush_RenewWithTheAppliancesClock(long firstUs)
    {
        const long period = 3_600_000_000;
        var meter = new BudgetMeter { NowUs = Now };
        var budget = new PrivacyBudget(new BudgetOptions(NoiseMechanism.Laplace, 100, period), meter);
        int charged = 0;
        for (int hour = 0; hour < 1000; hour++) if (budget.TryCharge(firstUs + hour * period, 100)) charged++;
        Assert.Equal(1, charged);
        meter.NowUs += period - Now % period - 1;
        Assert.False(budget.TryCharge(firstUs + 1000 * period, 100));
        meter.NowUs += 1;
        Assert.True(budget.TryCharge(firstUs + 1001 * period, 100));
        Assert.False(budget.TryCharge(firstUs + 1002 * period, 1));
    }

    [Fact]
    public void TryCharge_AfterADayOffline_HasABudgetForEachHourAndNoMore()
    {
        const long period = 3_600_000_000;
        var meter = new BudgetMeter { NowUs = Now };
        var budget = new PrivacyBudget(new BudgetOptions(NoiseMechanism.Laplace, 100, period), meter);
        Assert.True(budget.TryCharge(Now, 100));
        meter.NowUs += 10 * period;
        Assert.Equal(10, Enumerable.Range(1, 50).Count(hour => budget.TryCharge(Now + hour * period, 100)));
        meter.NowUs += 1000 * period;
        Assert.InRange(Enumerable.Range(60, 500).Count(hour => budget.TryCharge(Now + hour * period, 100)), PrivacyBudget.BehindMax, PrivacyBudget.BehindMax + 1);
    }

    [Fact]
    public void TryCharge_TheAppliancesClockUnknownOrSetBack_RenewsNothingUntilAPeriodHasPassed()
    {
        const long period = 3_600_000_000;
        var meter = new BudgetMeter { NowUs = 5_000_000 };
        var budget = new PrivacyBudget(new BudgetOptions(NoiseMechanism.Laplace, 100, period), meter);
        Assert.True(budget.TryCharge(1, 100));
        meter.NowUs = 9 * period;
        Assert.False(budget.TryCharge(20 * period, 100));
        meter.NowUs = Now;
        Assert.False(budget.TryCharge(21 * period, 100));
        meter.NowUs = Now + period;
        Assert.True(budget.TryCharge(22 * period, 100));
        meter.NowUs = Now - 1000 * period;
        Assert.False(budget.TryCharge(23 * period, 100));
        meter.NowUs += period;
        Assert.True(budget.TryCharge(24 * period, 100));
    }

    private const long Now = 1_800_000_123_456_789;

    [Fact]
    public void TryCharge_TimesAtTheEnds_AreTaken()
    {
        var budget = new PrivacyBudget(s_options, new BudgetMeter());
        Assert.True(budget.TryCharge(long.MinValue, 60));
        Assert.True(budget.TryCharge(long.MaxValue, 60));
        Assert.False(budget.TryCharge(long.MaxValue - 1, 60));
    }

    [Fact]
    public void Meter_SpentAndRenewed_CountsStreams()
    {
        var meter = new BudgetMeter();
        var budget = new PrivacyBudget(s_options, meter);
        budget.TryCharge(1, 90);
        budget.TryCharge(2, 90);
        budget.TryCharge(3, 90);
        Assert.Equal((1, 2), (meter.Empty, meter.Withheld));
        budget.TryCharge(1001, 90);
        Assert.Equal((0, 2), (meter.Empty, meter.Withheld));
    }

    [Fact]
    public void TakeUp_OtherMechanismOrNothingKnown_CountsAsSpent()
    {
        var other = new PrivacyBudget(s_options, new BudgetMeter());
        other.TakeUp(new BudgetSpent(NoiseMechanism.Gaussian, 1000, 1));
        Assert.False(other.TryCharge(999, 1));
        Assert.True(other.TryCharge(1000, 1));

        var less = new PrivacyBudget(s_options, new BudgetMeter());
        less.TakeUp(new BudgetSpent(NoiseMechanism.Laplace, 1000, 5000));
        Assert.Equal(0, less.Left);
        Assert.False(less.TryCharge(999, 1));

        var unknown = new PrivacyBudget(s_options, new BudgetMeter());
        unknown.Forget();
        Assert.False(unknown.TryCharge(1, 1));
        Assert.True(unknown.TryCharge(1000, 1));
    }

    private static PrivacyBudget Again(PrivacyBudget before, BudgetMeter meter)
    {
        var budget = new PrivacyBudget(s_options, meter);
        if (before.Spent is { } spent) budget.TakeUp(spent);
        return budget;
    }
}
