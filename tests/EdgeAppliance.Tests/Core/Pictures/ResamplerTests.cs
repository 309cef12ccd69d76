using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Tests.Pictures;

namespace EdgeAppliance.Tests.Core.Pictures;

public sealed class ResamplerTests
{
    /// <summary>Pillow's bilinear, which means over as much too where it makes smaller.</summary>
    [Theory]
    [InlineData(32, 32)]
    [InlineData(20, 40)]
    [InlineData(150, 106)]
    [InlineData(75, 9)]
    public void Resample_ToASize_IsWhatPillowMakesOfIt(int width, int height)
    {
        var to = new PixelBuffer();
        to.SetSize(width, height);
        new Resampler().Resample(Golden.Scene(), to, 0, 0, width, height);
        Assert.Equal(0, Golden.Difference(to, $"resized-{width}x{height}.rgb"));
    }

    [Fact]
    public void Resample_IntoAPart_LeavesTheRest()
    {
        var to = new PixelBuffer();
        to.SetSize(40, 30);
        to.Bytes.Fill(7);
        new Resampler().Resample(Golden.Scene(), to, 10, 5, 20, 20);
        Assert.Equal(7, to.Row(4)[60]);
        Assert.Equal(7, to.Row(10)[39]);
        Assert.Equal(7, to.Row(10)[120]);
        Assert.NotEqual(7, to.Row(5)[47]);
    }

    [Fact]
    public void Resample_OfOneColour_IsThatColour()
    {
        var from = new PixelBuffer();
        from.SetSize(97, 61);
        from.Bytes.Fill(255);
        var to = new PixelBuffer();
        to.SetSize(13, 47);
        new Resampler().Resample(from, to, 0, 0, 13, 47);
        Assert.DoesNotContain(to.Bytes.ToArray(), colour => colour != 255);
    }
}
