
namespace EdgeAppliance.Tests.Image;

/// <summary>A start without its data partition: the script over a folder in the root's place, with programs that note what they are told.</summary>
public sealed class DataLostTests : BoardScriptTests
{
    public DataLostTests()
    {
        Write("proc/cmdline", "root=x rauc.slot=A ro");
        Write("dev/edge/data", "no file system");
        Write("good", "1");
        Directory.CreateDirectory(At("boot/firmware"));
        Program("usr/lib/edge-image/boot-env", "[ \"$1\" != get ] || { cat \"$EDGE_ROOT/good\"; exit 0; }; echo \"boot-env $*\" >> \"$EDGE_ROOT/told\"");
        foreach (string name in new[] { "mkfs.ext4", "mount", "umount", "edgectl", "systemctl", "systemd-repart" }) Program("bin/" + name, Notes(name));
        Program("bin/mountpoint", "exit 1");
        Program("bin/sync", "exit 0");
    }

    [Fact]
    public void Run_PartitionThatIsThere_DoesNothing()
    {
        Program("bin/mountpoint", "exit 0");
        Write("boot/firmware/factory-reset", "");
        Assert.Empty(Run());
    }

    /// <summary>Who wishes nothing may still want what can be saved of it.</summary>
    [Fact]
    public void Run_UnreadableAndNoWish_SaysSoAndLeavesIt()
    {
        var told = Run();
        Assert.Contains(told, line => line.StartsWith($"edgectl provision trouble --boot {At("boot/firmware")} --data {At("data")} The data partition cannot be read", StringComparison.Ordinal));
        Assert.DoesNotContain(told, line => line.StartsWith("mkfs", StringComparison.Ordinal) || line.StartsWith("systemctl", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("factory-reset")]
    [InlineData("factory-reset.txt")]
    public void Run_ResetWished_MakesItAnewAndStartsAgainWithTheWish(string wish)
    {
        Write($"boot/firmware/{wish}", "");
        var told = Run();
        Assert.Contains($"mkfs.ext4 -q -F -L data {At("dev/edge/data")}", told);
        Assert.Equal("systemctl reboot", told[^1]);
        Assert.True(File.Exists(At($"boot/firmware/{wish}")));
    }

    /// <summary>Else it would start over and over.</summary>
    [Theory]
    [InlineData("mkfs.ext4")]
    [InlineData("mount")]
    public void Run_ResetWishedOnABrokenCard_SaysSoAndStays(string fails)
    {
        Write("boot/firmware/factory-reset", "");
        Program("bin/" + fails, "exit 1");
        var told = Run();
        Assert.Contains(told, line => line.Contains("cannot be made anew"));
        Assert.DoesNotContain("systemctl reboot", told);
    }

    [Fact]
    public void Run_NoPartition_SaysThat()
    {
        File.Delete(At("dev/edge/data"));
        Assert.Contains(Run(), line => line.Contains("no data partition"));
    }

    [Fact]
    public void Run_NoPartitionAndResetWished_HasItMade()
    {
        File.Delete(At("dev/edge/data"));
        Write("boot/firmware/factory-reset", "");
        Program("bin/systemd-repart", "echo > \"$EDGE_ROOT/dev/edge/data\"");
        Assert.Equal("systemctl reboot", Run()[^1]);
    }

    /// <summary>The update that is being tried may be what cannot have it.</summary>
    [Fact]
    public void Run_SlotOnTrial_IsGivenUp()
    {
        Write("good", "0");
        Write("boot/firmware/factory-reset", "");
        Assert.Equal(["boot-env set-state A bad", "systemctl reboot"], Run());
    }

    [Fact]
    public void Run_GoodSlot_KeepsItsTries() => Assert.Equal("boot-env set-state A good", Run()[0]);

    private string[] Run()
    {
        var (code, output) = ImageScript.Run("/bin/sh", [ImageScript.PathOf("data-lost")], ("EDGE_ROOT", Root), ("PATH", Programs));
        Assert.True(code == 0, output);
        return File.Exists(At("told")) ? File.ReadAllLines(At("told")) : [];
    }

    private static string Notes(string name) => $"echo \"{name} $*\" >> \"$EDGE_ROOT/told\"";
}
