using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Tests.Core.Files;

public sealed class DiskRoomTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Reserve_ThereIsRoom_LeavesTheLengthAlone()
    {
        using var file = new FileStream(_file, FileMode.Open);
        DiskRoom.Reserve(file, 1 << 20);
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void Reserve_MoreThanTheDiskHas_IsRefused()
    {
        using var file = new FileStream(_file, FileMode.Open);
        // A file system that cannot reserve says nothing.
        if (!DiskRoom.Reserve(file, 4096)) return;
        long much = new DriveInfo(_file).TotalSize + (1L << 30);
        Assert.Contains("There is no room", Assert.Throws<IOException>(() => DiskRoom.Reserve(file, much)).Message);
    }
}
