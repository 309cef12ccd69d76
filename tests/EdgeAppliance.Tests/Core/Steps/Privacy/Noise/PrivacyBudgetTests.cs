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
