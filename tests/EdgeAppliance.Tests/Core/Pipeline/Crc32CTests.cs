using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Pipeline;

public sealed class Crc32CTests
{
    [Fact]
    public void Of_CheckString_IsThePublishedValue() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Fact]
    public void Append_InTwoParts_EqualsWhole() => Assert.Equal(Crc32C.Of("123456789"u8), Crc32C.Append(Crc32C.Of("1234"u8), "56789"u8));
}
