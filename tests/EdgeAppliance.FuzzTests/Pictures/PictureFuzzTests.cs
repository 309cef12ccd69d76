using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.FuzzTests.Engine;
using EdgeAppliance.Pictures;
using EdgeAppliance.Pictures.Isolation;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Pictures;

/// <summary>Pictures that anybody may send: each becomes pixels within the limits, or a fault, and takes nothing down.</summary>
public sealed class PictureFuzzTests(ITestOutputHelper output)
{
    private static readonly PictureLimits s_limits = new(1 << 20);

    // What the formats' parsers branch on: chunks, markers, tables, lengths.
    private static readonly IReadOnlyList<byte[]> s_tokens =
    [
        .. Corpus.Tokens("IHDR", "PLTE", "tRNS", "IDAT", "iCCP", "eXIf", "acTL", "fcTL", "fdAT", "IEND", "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "JFIF\0", "Exif\0\0", "ICC_PROFILE\0", "Adobe\0"),
        [0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xC4], [0xFF, 0xDA], [0xFF, 0xDB], [0xFF, 0xDD], [0xFF, 0xD9], [0xFF, 0xE1], [0xFF, 0xE2], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x40, 0x00], [0x00, 0x01],
    ];

    private static readonly IReadOnlyList<byte[]> s_corpus =
        [.. new[] { "*.png", "*.jpg", "*.webp" }.SelectMany(kind => Corpus.Files("tests/EdgeAppliance.Tests/Pictures/golden", kind)), .. Corpus.Of("Pictures")];

    [Fact]
    public void Decode_DamagedPictures_ArePixelsOrAFault()
    {
        var decoder = new SkiaDecoder();
        var pixels = new PixelBuffer();
        long before = Environment.WorkingSet;
        int seen = 0;
        new Fuzz("pictures", output) { Cases = 3000, KeepsInputFirst = true }.Run(s_corpus, new Mutator(s_corpus, s_tokens).Make, bytes =>
        {
            var fault = decoder.Decode(bytes, s_limits, pixels);
            Assert.InRange(fault, PictureFault.None, PictureFault.Damaged);
            Assert.NotEqual(PictureFault.NoBytes, fault);
            if (fault != PictureFault.None) return;
            seen++;
            Assert.True(s_limits.Allows(pixels.Width, pixels.Height));
        });
        output.WriteLine($"{seen} were pictures all the same.");
        Assert.NotEqual(0, seen);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 256 << 20);
    }

    /// <summary>The same through the process that the appliance uses, which may end: then that picture alone is lost.</summary>
    [Fact]
    public void Decode_DamagedPicturesInTheirProcess_ArePixelsOrAFault()
    {
        using var decoder = new DecoderProcess(PictureDecoding.StartInfo, TimeProvider.System);
        var pixels = new PixelBuffer();
        new Fuzz("pictures-apart", output) { Cases = 1000 }.Run(s_corpus, new Mutator(s_corpus, s_tokens).Make, bytes => Assert.InRange(decoder.Decode(bytes, s_limits, pixels), PictureFault.None, PictureFault.DecoderFailed));
        Assert.Equal(PictureFault.None, decoder.Decode(s_corpus[0], s_limits, pixels));
    }
}
