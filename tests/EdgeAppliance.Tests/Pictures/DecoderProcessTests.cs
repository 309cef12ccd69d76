using System.Diagnostics;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Pictures;
using EdgeAppliance.Pictures.Isolation;

namespace EdgeAppliance.Tests.Pictures;

/// <summary>With the daemon's own program as the process.</summary>
public sealed class DecoderProcessTests : IDisposable
{
    private static readonly PictureLimits s_usual = new(PictureLimits.PixelsUsual);

    private readonly PixelBuffer _pixels = new();
    private readonly DecoderProcess _decoder = new(PictureDecoding.StartInfo, TimeProvider.System);

    public void Dispose() => _decoder.Dispose();

    [Fact]
    public void Decode_NothingYet_NoProcessRuns()
    {
        Assert.Equal(PictureFault.UnknownFormat, _decoder.Decode("no picture"u8, s_usual, _pixels));
        Assert.Null(_decoder.Id);
    }

    [Theory]
    [InlineData("scene.png")]
    [InlineData("scene.jpg")]
    [InlineData("lossy.webp")]
    public void Decode_InItsOwnProcess_IsAsInThisOne(string name)
    {
        var here = new PixelBuffer();
        Assert.Equal(PictureFault.None, new SkiaDecoder().Decode(Golden.Bytes(name), s_usual, here));
        Assert.Equal(PictureFault.None, _decoder.Decode(Golden.Bytes(name), s_usual, _pixels));
        Assert.True(here.Bytes.SequenceEqual(_pixels.Bytes));
        Assert.NotEqual(PictureFault.None, _decoder.Decode(Golden.Bytes(name).AsSpan(0, Golden.Bytes(name).Length / 2), s_usual, _pixels));
        Assert.Equal(PictureFault.None, _decoder.Decode(Golden.Bytes(name), s_usual, _pixels));
    }

    [Fact]
    public void Decode_ProcessThatWasKilled_CostsOnePicture()
    {
        Assert.Equal(PictureFault.None, _decoder.Decode(Golden.Bytes("scene.png"), s_usual, _pixels));
        int first = _decoder.Id!.Value;
        using (var process = Process.GetProcessById(first))
        {
            process.Kill();
            process.WaitForExit();
        }
        Assert.Equal(PictureFault.DecoderFailed, _decoder.Decode(Golden.Bytes("scene.png"), s_usual, _pixels));
        Assert.Equal(PictureFault.None, _decoder.Decode(Golden.Bytes("scene.png"), s_usual, _pixels));
        Assert.NotEqual(first, _decoder.Id);
    }

    /// <summary>proc(5): 2 is a filter of calls.</summary>
    [Fact]
    public void Process_HasNeitherPrivilegesNorSecrets()
    {
        Assert.Equal(PictureFault.None, _decoder.Decode(Golden.Bytes("scene.png"), s_usual, _pixels));
        string[] status = File.ReadAllLines($"/proc/{_decoder.Id}/status");
        Assert.Contains(status, line => line.Split('\t') is ["Seccomp:", "2"]);
        Assert.Contains(status, line => line.Split('\t') is ["NoNewPrivs:", "1"]);
        Assert.Equal("", File.ReadAllText($"/proc/{_decoder.Id}/environ").Trim('\0'));
        Assert.Contains(File.ReadAllLines($"/proc/{_decoder.Id}/limits"), line => line.StartsWith("Max file size", StringComparison.Ordinal) && line.Contains(" 0 "));
    }

    /// <summary>A picture may have taken it over: what it says is held against the limits like anything from outside.</summary>
    [Theory]
    [InlineData("printf 123456789012; head -c 4 >/dev/null; printf 'XXXXYYYYZZZZ'; cat >/dev/null")]
    [InlineData("printf 123456789012; head -c 4 >/dev/null; printf '\\0\\0\\0\\0\\377\\377\\377\\177\\377\\377\\377\\177'; cat >/dev/null")]
    [InlineData("exit 3")]
    public void Decode_ProcessThatLies_IsAFault(string script)
    {
        using var lying = new DecoderProcess(() => new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", script }, RedirectStandardInput = true, RedirectStandardOutput = true }, TimeProvider.System);
        Assert.Equal(PictureFault.DecoderFailed, lying.Decode(Golden.Bytes("scene.png"), s_usual, _pixels));
    }
}
