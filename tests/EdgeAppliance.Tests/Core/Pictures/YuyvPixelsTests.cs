using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Tests.Core.Pictures;

public sealed class YuyvPixelsTests
{
    /// <summary>ITU-R BT.601: white, black, the three colours and their half.</summary>
    [Theory]
    [InlineData(235, 128, 128, 255, 255, 255)]
    [InlineData(16, 128, 128, 0, 0, 0)]
    [InlineData(81, 90, 240, 254, 0, 0)]
    [InlineData(145, 54, 34, 0, 255, 1)]
    [InlineData(41, 240, 110, 0, 0, 255)]
    [InlineData(126, 128, 128, 128, 128, 128)]
    public void Decode_OfAColour_IsThatColour(byte y, byte cb, byte cr, int red, int green, int blue)
    {
        var pixels = new PixelBuffer();
        YuyvPixels.Decode([y, cb, y, cr], 2, 1, pixels);
        foreach (int at in (ReadOnlySpan<int>)[0, 4])
        {
            Assert.InRange(pixels.Bytes[at], red - 1, red + 1);
            Assert.InRange(pixels.Bytes[at + 1], green - 1, green + 1);
            Assert.InRange(pixels.Bytes[at + 2], blue - 1, blue + 1);
        }
    }
}
