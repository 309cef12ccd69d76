using System.Buffers.Binary;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Pictures;

namespace EdgeAppliance.Tests.Pictures;

public sealed class SkiaDecoderTests
{
    private static readonly PictureLimits s_usual = new(PictureLimits.PixelsUsual);

    private readonly PixelBuffer _pixels = new();
    private readonly SkiaDecoder _decoder = new();

    /// <summary>Lossless ones exactly; of the others, what two decoders may round otherwise.</summary>
    [Theory]
    [InlineData("scene.png", "scene.png.rgb", 0)]
    [InlineData("scene.webp", "scene.png.rgb", 0)]
    [InlineData("alpha.png", "scene.png.rgb", 0)]
    [InlineData("grey.png", "grey.png.rgb", 0)]
    [InlineData("palette.png", "palette.png.rgb", 0)]
    [InlineData("scene.jpg", "scene.jpg.rgb", 3)]
    [InlineData("progressive.jpg", "progressive.jpg.rgb", 3)]
    [InlineData("lossy.webp", "lossy.webp.rgb", 3)]
    public void Decode_Picture_IsWhatPillowMakesOfIt(string name, string expected, int tolerance)
    {
        Assert.Equal(PictureFault.None, _decoder.Decode(Golden.Bytes(name), s_usual, _pixels));
        Assert.Equal((Golden.Width, Golden.Height), (_pixels.Width, _pixels.Height));
        Assert.InRange(Golden.Difference(_pixels, expected), 0, tolerance);
    }

    [Theory]
    [InlineData(27, 38, 27)]
    [InlineData(10, 19, 14)]
    [InlineData(60, 75, 53)]
    public void Decode_JpegThatMayBecomeSmaller_StaysAtLeastAsLargeAsAsked(int atLeast, int width, int height)
    {
        Assert.Equal(PictureFault.None, _decoder.Decode(Golden.Bytes("scene.jpg"), s_usual with { AtLeast = atLeast }, _pixels));
        Assert.Equal((width, height), (_pixels.Width, _pixels.Height));
    }

    [Theory]
    [InlineData("scene.png")]
    [InlineData("scene.jpg")]
    [InlineData("scene.webp")]
    [InlineData("lossy.webp")]
    public void Decode_MorePixelsThanTheLimit_IsTooLarge(string name) =>
        Assert.Equal(PictureFault.TooLarge, _decoder.Decode(Golden.Bytes(name), new PictureLimits(Golden.Width * Golden.Height - 1), _pixels));

    [Theory]
    [InlineData("scene.png", 2000)]
    [InlineData("scene.jpg", 10)]
    [InlineData("scene.jpg", 1000)]
    [InlineData("scene.webp", 25)]
    public void Decode_CutShort_IsTruncated(string name, int length) =>
        Assert.Equal(PictureFault.Truncated, _decoder.Decode(Golden.Bytes(name).AsSpan(0, length), s_usual, _pixels));

    /// <summary>What is missing behind the last pixel may be missed by nobody.</summary>
    [Theory]
    [InlineData("scene.png")]
    [InlineData("scene.jpg")]
    [InlineData("lossy.webp")]
    [InlineData("palette.png")]
    public void Decode_EveryPrefix_IsAFault(string name)
    {
        byte[] bytes = Golden.Bytes(name);
        for (int length = 0; length < bytes.Length / 2; length++) Assert.NotEqual(PictureFault.None, _decoder.Decode(bytes.AsSpan(0, length), s_usual, _pixels));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a\u0001\u0001")]
    [InlineData("BM6")]
    [InlineData("<svg/>")]
    [InlineData("RIFF1234AVI ")]
    public void Decode_OtherFormats_NeverComeToTheCodec(string begin) =>
        Assert.Equal(PictureFault.UnknownFormat, _decoder.Decode([.. System.Text.Encoding.Latin1.GetBytes(begin), .. begin.Length == 0 ? [] : new byte[64]], s_usual, _pixels));

    /// <summary>A few bytes that claim gigabytes: no memory is taken for them.</summary>
    [Fact]
    public void Decode_BombThatClaimsGigabytes_IsTooLargeAndCostsNothing()
    {
        byte[] png = Golden.Bytes("scene.png");
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), 16_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), 16_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(PictureFault.TooLarge, _decoder.Decode(png, s_usual, _pixels));
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), uint.MaxValue);
        Assert.Equal(PictureFault.TooLarge, _decoder.Decode(png, s_usual, _pixels));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal(0, _pixels.Width);
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        byte[] jpeg = Golden.Bytes("scene.jpg");
        _decoder.Decode(jpeg, s_usual, _pixels);
        Assert.Equal(0, SteadyState.AllocatedBy(20, () => _decoder.Decode(jpeg, s_usual, _pixels)));
    }

    [Fact]
    public void EncodeJpeg_OfAScene_IsThatSceneAgain()
    {
        var jpeg = new SkiaEncoder().EncodeJpeg(Golden.Scene(), 95).ToArray();
        Assert.Equal(PictureFault.None, _decoder.Decode(jpeg, s_usual, _pixels));
        Assert.Equal((Golden.Width, Golden.Height), (_pixels.Width, _pixels.Height));
        Assert.InRange(MeanDifference(), 0, 4);
    }

    private double MeanDifference()
    {
        byte[] rgb = Golden.Bytes("scene.png.rgb");
        double sum = 0;
        for (int i = 0; i < rgb.Length; i++) sum += Math.Abs(rgb[i] - _pixels.Bytes[i / 3 * 4 + i % 3]);
        return sum / rgb.Length;
    }
}
