using EdgeAppliance.Bundles;

namespace EdgeAppliance.Tests.Bundles;

public sealed class VersionOrderTests
{
    [Theory]
    [InlineData("1.2.0", "1.10.0")]
    [InlineData("1.2", "1.2.1")]
    [InlineData("1.0.0-rc.1", "1.0.0")]
    [InlineData("1.0.0-alpha", "1.0.0-beta")]
    [InlineData("1.0.0-2", "1.0.0-10")]
    [InlineData("1.0.0-1", "1.0.0-alpha")]
    [InlineData("2025.12.31", "2026.1.1")]
    public void Compare_OlderWithNewer_OlderIsLess(string older, string newer)
    {
        Assert.True(VersionOrder.Instance.Compare(older, newer) < 0);
        Assert.True(VersionOrder.Instance.Compare(newer, older) > 0);
    }

    [Fact]
    public void Compare_BuildAlone_IsOfNoAccount() => Assert.Equal(0, VersionOrder.Instance.Compare("1.0.0+a", "1.0.0+b"));
}
