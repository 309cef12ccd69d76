using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Pipeline;

public sealed class Crc32CTests
{
    [Fact]
    public void Of_CheckString_IsThePublishedValue() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Fact]
    public void Append_InTwoParts_EqualsWhole() => Assert.Equal(Crc32C.Of("123456789"u8), Crc32C.Append(Crc32C.Of("1234"u8), "56789"u8));

    /// <summary>Lengths on both sides of those that are worked on in three pieces, against one byte after another.</summary>
    [Fact]
    public void Of_AnyLength_EqualsByteByByte()
    {
        var random = new Random(5);
        byte[] bytes = new byte[20_000];
        random.NextBytes(bytes);
        int[] lengths = [.. Enumerable.Range(0, 1200), .. Enumerable.Range(6100, 100), .. Enumerable.Range(6500, 60), 12_287, 12_288, 12_289, 19_991];
        foreach (int length in lengths)
        {
            var span = bytes.AsSpan(random.Next(0, 9), length);
            uint expected = 0;
            foreach (byte b in span) expected = Crc32C.Append(expected, [b]);
            Assert.True(expected == Crc32C.Of(span), $"The checksum of {length} bytes differs.");
        }
    }
}
