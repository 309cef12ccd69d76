using EdgeAppliance.Edgectl.Evaluate;

namespace EdgeAppliance.Tests.Edgectl.Evaluate;

public sealed class ConfusionTests
{
    [Fact]
    public void Count_FromARow_LeavesOutTheOnesBefore() =>
        Assert.Equal(new Confusion(1, 1, 1, 1), Confusion.Count([true, true, false, true, false], [true, true, false, false, true], 1));

    [Fact]
    public void Measures_OfThePublishedPerFileModels_AreTheKnownFigures()
    {
        var pooled = new Confusion(5433, 4480, 971, 876);
        Assert.Equal(0.8547, pooled.F1, 4);
        Assert.Equal(17.81, pooled.FalseAlarmPercent, 2);
        Assert.Equal(13.88, pooled.MissedAlarmPercent, 2);
    }

    [Fact]
    public void Measures_OfNothing_AreZero() => Assert.Equal(0, default(Confusion).F1 + default(Confusion).FalseAlarmPercent);
}
