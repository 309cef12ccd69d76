
namespace EdgeAppliance.Tests.Image;

/// <summary>When a start hands the FAT partition to edgectl: the script over a folder in the root's place.</summary>
public sealed class ProvisionScriptTests : BoardScriptTests
{
    private const string Taken = "Result: everything in provision.json was taken over, and the file was removed from this card.\r\n";

    public ProvisionScriptTests()
    {
        Directory.CreateDirectory(At("boot/firmware"));
        Directory.CreateDirectory(At("data"));
        Program("bin/edgectl", "echo \"$*\" >> \"$EDGE_ROOT/told\"");
        foreach (string quiet in new[] { "bin/systemctl", "bin/mount", "bin/sync", "usr/lib/edge-image/data-folders" }) Program(quiet, "exit 0");
    }

    [Fact]
    public void Wanted_NothingThere_IsNot()
    {
        Assert.Equal(1, Run("wanted").Code);
        Assert.Empty(Told());
    }

    [Theory]
    [InlineData("boot/firmware/provision.json")]
    [InlineData("boot/firmware/factory-reset")]
    [InlineData("boot/firmware/device.crt")]
    [InlineData("data/provision/factory-reset")]
    public void Wanted_SomethingToDo_Is(string sign)
    {
        Write(sign, "");
        Assert.Equal(0, Run("wanted").Code);
    }

    [Theory]
    [InlineData("data/os/board.json")]
    [InlineData("usr/share/edge-appliance/board.json")]
    public void Wanted_BoardThatSaysWhatItHas_IsAskedForItsButton(string board)
    {
        Write(board, "{}");
        Program("bin/edgectl", "echo \"$*\" >> \"$EDGE_ROOT/told\"; mkdir -p \"$EDGE_ROOT/data/provision\"");
        Assert.Equal(0, Run("wanted").Code);
        Assert.Equal([$"provision button --boot {At("boot/firmware")} --data {At("data")}"], Told());
    }

    [Fact]
    public void Wanted_ButtonThatCannotBeRead_HoldsNothingUp()
    {
        Write("data/os/board.json", "{}");
        Program("bin/edgectl", "exit 1");
        Assert.Equal(1, Run("wanted").Code);
    }

    /// <summary>systemd-repart makes a partition that is gone without a word.</summary>
    [Fact]
    public void Apply_DataThatWasLost_IsTold()
    {
        Write("boot/firmware/provision-report.txt", Taken);
        Assert.Equal(0, Run("wanted").Code);
        Run("apply");
        Assert.Contains(Told(), line => line.Contains("provision trouble") && line.Contains("lost and made anew"));
        Assert.DoesNotContain(Told(), line => line.Contains("provision apply"));
    }

    [Theory]
    [InlineData("boot/firmware/provision.json")]
    [InlineData("boot/firmware/factory-reset")]
    public void Apply_DataThatWasLostAndSomethingToDo_DoesIt(string sign)
    {
        Write("boot/firmware/provision-report.txt", Taken);
        Write(sign, "");
        Run("apply");
        Assert.Contains($"provision apply --boot {At("boot/firmware")} --data {At("data")}", Told());
    }

    [Fact]
    public void Wanted_DeviceThatIsStillWhoItWas_IsNot()
    {
        Write("boot/firmware/provision-report.txt", Taken);
        Write("data/config/provisioned.json", "{}");
        Assert.Equal(1, Run("wanted").Code);
    }

    private (int Code, string Output) Run(string what) =>
        ImageScript.Run("/bin/sh", [ImageScript.PathOf("provision"), what], ("EDGE_ROOT", Root), ("PATH", Programs));

    private string[] Told() => File.Exists(At("told")) ? File.ReadAllLines(At("told")) : [];
}
