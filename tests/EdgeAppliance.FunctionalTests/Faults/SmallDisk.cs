using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.FunctionalTests.Faults;

/// <summary>A file system of a few MiB, mounted on a folder until the test ends.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int FillStep = 64 * 1024;

    private readonly string _folder;
    private readonly string? _image;

    private SmallDisk(string folder, string? image) => (_folder, _image) = (folder, image);

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>In memory.</summary>
    public static async Task<SmallDisk> Tmpfs(string folder, int mebibytes)
    {
        await Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", folder);
        return new SmallDisk(folder, null);
    }

    /// <summary>ext4 in a file, which turns read-only where it finds itself damaged, as on a board's card.</summary>
    public static async Task<SmallDisk> Ext4(string folder, string image, int mebibytes)
    {
        await using (var file = File.Create(image)) file.SetLength((long)mebibytes << 20);
        await Run("mkfs.ext4", "-q", image);
        var disk = new SmallDisk(folder, image);
        await disk.Mount("rw");
        return disk;
    }

    /// <summary>Leaves nothing free.</summary>
    public void Fill()
    {
        using var file = OpenFiller();
        for (int step = FillStep; step >= 512; step /= 2)
        {
            try
            {
                while (true) file.Write(new byte[step]);
            }
            catch (IOException)
            {
                // Full for this step; a smaller one may still fit.
            }
        }
    }

    /// <summary>Leaves no more than so much free.</summary>
    public void FillTo(int mebibytesFree)
    {
        using var file = OpenFiller();
        while (new DriveInfo(_folder).AvailableFreeSpace > (long)mebibytesFree << 20) file.Write(new byte[FillStep]);
    }

    public void MakeRoom() => File.Delete(Filler);

    /// <summary>From now on every write fails, as after the kernel has met a fault of the disk; only <see cref="Mount"/> ends it.</summary>
    public void TurnReadOnly()
    {
        string device = File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).Last(fields => fields[1] == _folder)[0];
        try
        {
            File.WriteAllText($"/sys/fs/ext4/{Path.GetFileName(device)}/trigger_fs_error", "a test");
        }
        catch (IOException)
        {
            // The kernel answers with the very fault that it was asked for.
        }
    }

    /// <summary>Mounts the ext4 image, mended.</summary>
    /// <param name="mode">rw or ro.</param>
    public async Task Mount(string mode)
    {
        await Run("sh", "-c", $"fsck.ext4 -p '{_image}' >/dev/null || test $? -le 1");
        await Run("mount", "-o", $"loop,{mode},errors=remount-ro", _image!, _folder);
    }

    public Task Unmount() => Run("umount", _folder);

    // Lazily: the daemon may still have files open there.
    public void Dispose() => Run("sh", "-c", $"while umount -l '{_folder}' 2>/dev/null; do :; done").GetAwaiter().GetResult();

    private FileStream OpenFiller() => new(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = new ChildProcess(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new IOException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {process.Log}");
    }
}
