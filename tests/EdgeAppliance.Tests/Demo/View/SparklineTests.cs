using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Tests.Demo.View;

public sealed class SparklineTests
{
    [Fact]
    public void Draw_FewValues_StandOnTheRight() => Assert.Equal("  ▁▅█", Sparkline.Draw([0, 4, 8], 8, 5));

    [Fact]
    public void Draw_MoreValuesThanColumns_ShowsTheNewest() => Assert.Equal("▁█", Sparkline.Draw([8, 8, 0, 8], 8, 2));

    [Fact]
    public void Draw_AnythingAboveNothing_IsSeen() => Assert.Equal("▂", Sparkline.Draw([1], 1_000_000, 1));

    [Fact]
    public void Draw_NothingEver_IsFlat() => Assert.Equal("▁▁", Sparkline.Draw([0, 0], 0, 2));
}
