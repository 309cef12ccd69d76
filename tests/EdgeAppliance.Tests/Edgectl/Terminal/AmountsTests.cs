using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Tests.Edgectl.Terminal;

public sealed class AmountsTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(2L << 30, "2 GiB")]
    [InlineData(long.MaxValue, "8192 PiB")]
    public void Bytes_AreInTheirLargestUnit(long bytes, string said) => Assert.Equal(said, Amounts.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(93, "1 min 33 s")]
    [InlineData(7_260, "2 h 1 min")]
    [InlineData(200_000, "2 d 7 h")]
    [InlineData(-5, "-5 s")]
    public void Duration_IsInItsTwoLargestUnits(double seconds, string said) => Assert.Equal(said, Amounts.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.012, "12 us")]
    [InlineData(3.456, "3.46 ms")]
    public void Milliseconds_BelowOne_AreMicroseconds(double ms, string said) => Assert.Equal(said, Amounts.Milliseconds(ms));
}
