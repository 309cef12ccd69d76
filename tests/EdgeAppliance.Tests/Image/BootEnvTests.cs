using System.Diagnostics;
using System.Text;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Image;

/// <summary>The boot environment, which U-Boot's script and the image's share: two copies, of which a cut while writing spares one.</summary>
public sealed class BootEnvTests : IDisposable
{
    private const int CopyBytes = 4096, SecondAt = 32768;
    private static readonly string s_script = Path.Combine(ProjectReferences.Root, "image", "root", "usr", "lib", "edge-image", "boot-env");

    private readonly string _file = Path.GetTempFileName();

    public BootEnvTests() => File.WriteAllBytes(_file, new byte[1 << 20]);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void SetPrimary_OnAnEmptyPartition_IsThePrimary()
    {
        Run("set-primary", "B");
        Assert.Equal("B", Run("get-primary"));
        Assert.Equal("B A", Run("get", "BOOT_ORDER"));
        Assert.Equal("0", Run("get", "BOOT_B_GOOD"));
    }

    [Fact]
    public void SetState_Bad_MakesTheOtherThePrimary()
    {
        Run("set-state", "A", "good");
        Run("set-primary", "B");
        Run("set-state", "B", "bad");
        Assert.Equal("bad", Run("get-state", "B"));
        Assert.Equal("A", Run("get-primary"));
    }

    /// <summary>What a write leaves that was cut: the state before it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Store_TornInAnyRound_KeepsTheStateBefore(int rounds)
    {
        for (int round = 1; round <= rounds; round++) Run("set", "BOOT_FAILED", $"round-{round}");
        byte[] before = File.ReadAllBytes(_file);
        Run("set", "BOOT_FAILED", "torn");
        byte[] after = File.ReadAllBytes(_file);
        int copy = before.AsSpan(0, CopyBytes).SequenceEqual(after.AsSpan(0, CopyBytes)) ? SecondAt : 0;
        after.AsSpan(copy + 20, 512).Clear();
        File.WriteAllBytes(_file, after);
        Assert.Equal($"round-{rounds}", Run("get", "BOOT_FAILED"));
        Run("set", "BOOT_FAILED", "mended");
        Assert.Equal("mended", Run("get", "BOOT_FAILED"));
    }

    /// <summary>The format, which an installed U-Boot script reads: frozen.</summary>
    [Fact]
    public void Store_Format_IsUBoots()
    {
        Run("set-state", "A", "good");
        byte[] copy = File.ReadAllBytes(_file)[..CopyBytes];
        string expected = "BOOT_ORDER=A B\0BOOT_A_LEFT=6\0BOOT_B_LEFT=0\0BOOT_A_GOOD=1\0BOOT_B_GOOD=0\0BOOT_FAILED=\0BOOT_SEQ=1\0";
        Assert.Equal(expected, Encoding.ASCII.GetString(copy, 4, expected.Length));
        Assert.True(copy.AsSpan(4 + expected.Length).IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(Crc32(copy.AsSpan(4)), BitConverter.ToUInt32(copy));
    }

    /// <summary>RAUC and boot-state read, change and write: beside each other one of them would be lost.</summary>
    [Fact]
    public void Run_WhileAnotherRuns_Waits()
    {
        const string Waits = "timeout 3 /bin/sh \"$1\" set BOOT_FAILED x; echo $?";
        var (_, output) = ImageScript.Run("/usr/bin/flock", [_file, "/bin/sh", "-c", Waits, "sh", s_script], ("EDGE_BOOT_ENV", _file));
        Assert.Equal("124", output.Trim());
        Assert.Equal("", Run("get", "BOOT_FAILED"));
    }

    [Theory]
    [InlineData("set", "bootcmd", "reset")]
    [InlineData("set-primary", "C")]
    [InlineData("set-state", "A", "fine")]
    public void Run_WhatThereIsNot_IsRefused(params string[] arguments) => Assert.Equal(2, Start(arguments).Code);

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private string Run(params string[] arguments)
    {
        var (code, output) = Start(arguments);
        Assert.True(code == 0, output);
        return output.Trim();
    }

    private (int Code, string Output) Start(string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", [s_script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["EDGE_BOOT_ENV"] = _file;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
