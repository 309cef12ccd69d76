using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Tests.Inference.Trials;

public sealed class ScoreDistanceTests
{
    private readonly ScoreDistance _distance = new();

    [Fact]
    public void Median_NoWindows_IsNought() => Assert.Equal((0, 0), (_distance.Median, _distance.Windows));

    [Theory]
    [InlineData(0.1, 0.5, 0.1, 0.5, 0)]
    [InlineData(0.1, 0.5, 0.35, 0.5, 0.5)]
    [InlineData(0.1, 0.5, 10, 50.0, 0)]
    [InlineData(0.1, 0.5, -0.9, 0.5, 2)]
    [InlineData(0, 0.5, 1e300, 0.5, 16)]
    [InlineData(3, null, 3, null, 0)]
    [InlineData(4, null, 3, null, 0.25)]
    [InlineData(4, null, -4, null, 2)]
    [InlineData(0, null, 0, null, 0)]
    public void Median_OneWindow_IsInThresholdsOrRelative(double before, double? thresholdBefore, double now, double? threshold, double distance)
    {
        _distance.Add(before, thresholdBefore, now, threshold);
        Assert.InRange(_distance.Median, distance - 1.0 / 32, distance);
    }

    [Fact]
    public void Median_FewOddWindows_DoNotCount()
    {
        for (int i = 0; i < 100; i++) _distance.Add(0.1, 0.5, i < 49 ? 100 : 0.2, 0.5);
        Assert.InRange(_distance.Median, 0.15, 0.25);
        for (int i = 0; i < 3; i++) _distance.Add(0.1, 0.5, 100, 0.5);
        Assert.Equal(16, _distance.Median);
    }
}
