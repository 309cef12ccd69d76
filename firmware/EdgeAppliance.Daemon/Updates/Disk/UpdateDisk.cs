using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Updates.Disk;

/// <summary>The file system.</summary>
internal sealed class UpdateDisk : IUpdateDisk
{
    public void MakeFolder(string path) => Wrap(() => Directory.CreateDirectory(path));

    public void WriteFile(string path, Stream content) => Wrap(() =>
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        LongFile.Write(file, content);
    });

    public void Rename(string from, string to) => Wrap(() =>
    {
        if (Directory.Exists(from)) Directory.Move(from, to);
        else File.Move(from, to, overwrite: true);
    });

    public void Move(string from, string to) => Wrap(() =>
    {
        File.Move(from, to);
        using var file = new FileStream(to, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
        file.Flush(flushToDisk: true);
    });

    public void SyncFolder(string path) => DurableFile.SyncFolder(path);

    public void Remove(string path) => Wrap(() =>
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else if (File.Exists(path)) File.Delete(path);
    });

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
