using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Tests.Daemon.Configuration;

public class UnitsTests
{
    [Theory]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("1.5 kB", 1500)]
    [InlineData("0B", 0)]
    public void TryParseSize_Good_GivesBytes(string text, long bytes)
    {
        Assert.True(Units.TryParseSize(text, out long parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("-1MiB")]
    [InlineData("NaNMiB")]
    [InlineData("99999999999TiB")]
    public void TryParseSize_Bad_IsRefused(string text) => Assert.False(Units.TryParseSize(text, out _));

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("15m", 900_000)]
    [InlineData("1d", 86_400_000)]
    public void TryParseDuration_Good_GivesTime(string text, int ms)
    {
        Assert.True(Units.TryParseDuration(text, out var parsed));
        Assert.Equal(ms, parsed.TotalMilliseconds);
    }
}
