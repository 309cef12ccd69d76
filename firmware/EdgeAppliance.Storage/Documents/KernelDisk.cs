using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Storage.Documents;

/// <summary>A folder of the kernel's file system.</summary>
public sealed class KernelDisk : IDisk
{
    private readonly string _folder;
    private long _bytesWritten;

    /// <param name="folder">Made where there is none.</param>
    public KernelDisk(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Since it was made, by files opened through it; any thread asks.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    public IDiskFile Open(string name)
    {
        string path = Path.Combine(_folder, name);
        bool isNew = !File.Exists(path);
        if (isNew) MakeFolder(Path.GetDirectoryName(path)!);
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (isNew) DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        return new KernelFile(handle, this);
    }

    public bool Exists(string name) => File.Exists(Path.Combine(_folder, name));

    public void Move(string from, string to)
    {
        string target = Path.Combine(_folder, to);
        MakeFolder(Path.GetDirectoryName(target)!);
        File.Move(Path.Combine(_folder, from), target, overwrite: false);
        DurableFile.SyncFolder(Path.GetDirectoryName(target)!);
        DurableFile.SyncFolder(_folder);
    }

    public IReadOnlyList<string> Folders(string name)
    {
        string path = Path.Combine(_folder, name);
        if (!Directory.Exists(path)) return [];
        return [.. Directory.GetDirectories(path).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
    }

    public void Delete(string name)
    {
        string path = Path.Combine(_folder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else if (File.Exists(path)) File.Delete(path);
        else return;
        DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
    }

    public DiskSpace Space()
    {
        try
        {
            // On Linux any folder stands for the file system that it is in.
            var drive = new DriveInfo(_folder);
            return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    internal void CountWritten(int bytes) => Interlocked.Add(ref _bytesWritten, bytes);

    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        string parent = Path.GetDirectoryName(folder)!;
        MakeFolder(parent);
        Directory.CreateDirectory(folder);
        DurableFile.SyncFolder(parent);
    }
}
