using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The file system.</summary>
/// <param name="daemon">Its user; null where there is none, or we may not give files away.</param>
internal sealed class ProvisionDisk(UnixOwner? daemon) : IProvisionDisk
{
    private const int ChunkBytes = 64 << 10;

    public void MakeFolder(string path, UnixFileMode mode) => Wrap(() =>
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, mode);
    });

    public void WriteFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
            using var file = new FileStream(path, options);
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public void Link(string path, string target) => Wrap(() => File.CreateSymbolicLink(path, target));

    public void Rename(string from, string to) => Wrap(() =>
    {
        if (Directory.Exists(from)) Directory.Move(from, to);
        else File.Move(from, to, overwrite: true);
    });

    public void SyncFolder(string path) => DurableFile.SyncFolder(path);

    public void Remove(string path) => Wrap(() =>
    {
        // A link is removed, and not what it leads to.
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null) Directory.Delete(path, recursive: true);
        else if (Directory.Exists(Path.GetDirectoryName(path))) File.Delete(path);
    });

    public void Overwrite(string path) => Wrap(() =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        byte[] zeros = new byte[ChunkBytes];
        for (long left = file.Length; left > 0; left -= ChunkBytes) file.Write(zeros.AsSpan(0, (int)Math.Min(left, ChunkBytes)));
        file.Flush(flushToDisk: true);
    });

    public void GiveToDaemon(string path) => daemon?.Take(path);

    private static void Wrap(Action action)
    {
        try
        {
            action();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
