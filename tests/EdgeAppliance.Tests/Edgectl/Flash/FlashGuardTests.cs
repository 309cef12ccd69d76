using EdgeAppliance.Edgectl.Flash;

namespace EdgeAppliance.Tests.Edgectl.Flash;

public sealed class FlashGuardTests : IDisposable
{
    private const long GB = 1_000_000_000;
    private const string Usb = "pci0000:00/usb1/1-1/host6/target6:0:0";

    private readonly KernelTree _kernel = new();

    public void Dispose() => _kernel.Dispose();

    private string? Refusal(string device, bool anySize = false, bool anyDisk = false, long needed = GB) =>
        FlashGuard.Refusal(new DiskLook(_kernel.Sys, _kernel.Proc).Look(device), needed, anySize, anyDisk);

    [Theory]
    [InlineData("sdb", Usb, false)]
    [InlineData("mmcblk0", "platform/emmc2bus/mmc_host/mmc0/mmc0:aaaa", false)]
    [InlineData("sdc", "pci0000:00/ata1/host0", true)]
    public void Refusal_CardOrStick_IsNone(string name, string bus, bool isRemovable)
    {
        _kernel.Disk(name, "8:1", 32 * GB, bus, isRemovable, name + "1");
        Assert.Null(Refusal("/dev/" + name));
    }

    [Fact]
    public void Refusal_RunningDisk_HoldsWhateverIsForced()
    {
        _kernel.Disk("sdb", "8:1", 32 * GB, Usb, true, "sdb1", "sdb2");
        _kernel.Mount("8:12", "/");
        Assert.Equal("/dev/sdb (Brand sdb) is what this computer runs from", Refusal("/dev/sdb", true, true));
    }

    [Fact]
    public void Refusal_RootOnAMappedVolume_IsSeenThroughIt()
    {
        _kernel.Disk("nvme0n1", "259:0", 500 * GB, "pci0000:00/nvme/nvme0", false, "nvme0n1p1", "nvme0n1p2");
        _kernel.Mapped("dm-0", "253:0", "nvme0n1p2");
        _kernel.Mapped("dm-1", "253:1", "dm-0");
        _kernel.Mount("253:1", "/");
        Assert.Contains("is what this computer runs from", Refusal("/dev/nvme0n1", true, true));
    }

    [Fact]
    public void Refusal_FileSystemWithANumberOfItsOwn_IsSeenByItsDevice()
    {
        _kernel.Disk("sdb", "8:1", 32 * GB, Usb, true, "sdb1");
        _kernel.Mount("0:35", "/home", "/dev/sdb1");
        Assert.Contains("is in use at /home", Refusal("/dev/sdb"));
    }

    [Fact]
    public void Refusal_MountedOrSwappedTo_NamesWhere()
    {
        _kernel.Disk("sdb", "8:1", 32 * GB, Usb, true, "sdb1");
        _kernel.Mount("8:11", "/media/card");
        _kernel.Swap("/dev/sdb1");
        Assert.Equal("/dev/sdb (Brand sdb) is in use at /media/card, swap: unmount it first", Refusal("/dev/sdb"));
    }

    [Fact]
    public void Refusal_BuiltIn_NeedsForce()
    {
        _kernel.Disk("sda", "8:0", 100 * GB, "pci0000:00/ata1/host0", false, "sda1");
        Assert.Contains("looks built in", Refusal("/dev/sda"));
        Assert.Null(Refusal("/dev/sda", anyDisk: true));
    }

    /// <summary>A computer's own memory hangs on the same bus as its slot for cards.</summary>
    [Theory]
    [InlineData("MMC", true)]
    [InlineData("SD", false)]
    public void Refusal_MemoryThatIsSoldered_NeedsForce(string type, bool isRefused)
    {
        _kernel.Disk("mmcblk0", "179:0", 32 * GB, "platform/emmc2bus/mmc_host/mmc0/mmc0:0001");
        File.WriteAllText(Path.Combine(_kernel.Sys, "class/block/mmcblk0/device/type"), type + "\n");
        Assert.Equal(isRefused, Refusal("/dev/mmcblk0") is not null);
        Assert.Null(Refusal("/dev/mmcblk0", anyDisk: true));
    }

    [Fact]
    public void Refusal_Large_NeedsForce()
    {
        _kernel.Disk("sdb", "8:1", 1000 * GB, Usb);
        Assert.Contains("1000 GB, more than cards have", Refusal("/dev/sdb"));
        Assert.Null(Refusal("/dev/sdb", anySize: true));
    }

    [Fact]
    public void Refusal_TooSmall_HoldsWhateverIsForced()
    {
        _kernel.Disk("sdb", "8:1", GB / 2, Usb);
        Assert.Contains("the image needs 1000000000", Refusal("/dev/sdb", true, true));
    }

    [Fact]
    public void Look_PartitionOrNoDisk_IsRefused()
    {
        _kernel.Disk("sdb", "8:1", 32 * GB, Usb, true, "sdb1");
        Assert.Contains("is a partition", Assert.Throws<InvalidDataException>(() => Refusal("/dev/sdb1")).Message);
        Assert.Contains("is no disk", Assert.Throws<InvalidDataException>(() => Refusal("/dev/sdz")).Message);
    }
}
