using CsCheck;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Pictures;

namespace EdgeAppliance.Tests.Pictures;

/// <summary>JPEG that say which way up they are shown (Exif 2.32, section 4.6.4).</summary>
public sealed class UprightTests
{
    // What of red, green (above), blue and white (below) is shown where, row by row.
    [Theory]
    [InlineData(1, "RG/BW")]
    [InlineData(2, "GR/WB")]
    [InlineData(3, "WB/GR")]
    [InlineData(4, "BW/RG")]
    [InlineData(5, "RB/GW")]
    [InlineData(6, "BR/WG")]
    [InlineData(7, "WG/BR")]
    [InlineData(8, "GW/RB")]
    public void Decode_EachOrientation_IsTurned(int orientation, string expected)
    {
        foreach (bool isLittle in (bool[])[false, true])
        {
            var harness = new PictureHarness().Build("""[{"type":"decode"},{"type":"keep"}]""");
            harness.Push(Jpeg(Exif(orientation, isLittle)));
            Assert.Equal(orientation >= 5 ? (32, 64) : (64, 32), (harness.Picture.Width, harness.Picture.Height));
            Assert.Equal((1.0, 1.0), (harness.View.X(harness.Picture.Width), harness.View.Y(harness.Picture.Height)));
            Assert.Equal(expected, Shown(harness.Picture));
        }
    }

    [Fact]
    public void Decode_NotUpright_IsLeftAsItLies()
    {
        var harness = new PictureHarness().Build("""[{"type":"decode","upright":false},{"type":"keep"}]""");
        harness.Push(Jpeg(Exif(6, true)));
        Assert.Equal("RG/BW", Shown(harness.Picture));
        // One behind the other: what the one before was turned in is not shown again.
        harness = new PictureHarness().Build("""[{"type":"decode"},{"type":"keep"}]""");
        harness.Push(Jpeg(Exif(6, true)));
        harness.Push(Jpeg([]));
        Assert.Equal("RG/BW", Shown(harness.Picture));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void Of_NoOrientation_IsUpright(int orientation) => Assert.Equal(ExifOrientation.Upright, ExifOrientation.Of(Jpeg(Exif(orientation, true))));

    [Fact]
    public void Of_DamagedBytes_IsOneOfEight()
    {
        byte[] jpeg = Jpeg(Exif(6, false))[..200];
        Assert.Equal(6, ExifOrientation.Of(jpeg));
        Gen.Select(Gen.Int[0, jpeg.Length - 1], Gen.Byte, Gen.Int[0, jpeg.Length]).Array[1, 4].Sample(changes =>
        {
            byte[] damaged = [.. jpeg];
            foreach (var (at, value, _) in changes) damaged[at] = value;
            Assert.InRange(ExifOrientation.Of(damaged.AsSpan(0, changes[0].Item3)), 1, 8);
        }, iter: 5_000);
    }

    [Fact]
    public void Turn_EachWay_GoesBackByItsOpposite()
    {
        var (from, to, back) = (new PixelBuffer(), new PixelBuffer(), new PixelBuffer());
        from.SetSize(71, 45);
        new Random(1).NextBytes(from.Bytes);
        foreach (var (way, opposite) in ((int, int)[])[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 8), (7, 7), (8, 6)])
        {
            Turning.Turn(from, way, to);
            Turning.Turn(to, opposite, back);
            Assert.True(from.Bytes.SequenceEqual(back.Bytes));
        }
        Assert.Equal(0, SteadyState.AllocatedBy(100, () => Turning.Turn(from, 6, to)));
    }

    private static byte[] Jpeg(byte[] segment)
    {
        var pixels = new PixelBuffer();
        pixels.SetSize(64, 32);
        for (int y = 0; y < 32; y++)
            for (int x = 0; x < 64; x++) ColourOf(y < 16, x < 32).CopyTo(pixels.Row(y)[(4 * x)..]);
        byte[] jpeg = new SkiaEncoder().EncodeJpeg(pixels, 90).ToArray();
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    private static byte[] ColourOf(bool isAbove, bool isLeft) => (isAbove, isLeft) switch
    {
        (true, true) => [255, 0, 0, 255],
        (true, false) => [0, 255, 0, 255],
        (false, true) => [0, 0, 255, 255],
        _ => [255, 255, 255, 255],
    };

    // APP1 with a TIFF directory of two entries: the maker's, and the orientation.
    private static byte[] Exif(int orientation, bool isLittle)
    {
        byte[] Two(int value) => isLittle ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];
        byte[] Four(int value) => isLittle ? [.. Two(value), 0, 0] : [0, 0, .. Two(value)];
        byte[] tiff =
        [
            .. isLittle ? "II"u8 : "MM"u8, .. Two(42), .. Four(8), .. Two(2), .. Two(0x010F), .. Two(2), .. Four(2), (byte)'x', 0, 0, 0,
            .. Two(0x0112), .. Two(3), .. Four(1), .. Two(orientation), 0, 0, .. Four(0),
        ];
        int length = 2 + 6 + tiff.Length;
        return [0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. tiff];
    }

    private static string Shown(PixelBuffer picture)
    {
        char At(int x, int y)
        {
            var pixel = picture.Row(y)[(4 * x)..];
            return (pixel[0] > 128, pixel[1] > 128, pixel[2] > 128) switch { (true, false, false) => 'R', (false, true, false) => 'G', (false, false, true) => 'B', (true, true, true) => 'W', _ => '?' };
        }
        int right = picture.Width - 4, below = picture.Height - 4;
        return $"{At(4, 4)}{At(right, 4)}/{At(4, below)}{At(right, below)}";
    }
}
