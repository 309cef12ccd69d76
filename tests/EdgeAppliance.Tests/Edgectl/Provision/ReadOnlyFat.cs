using EdgeAppliance.Edgectl.Provision.Apply;

namespace EdgeAppliance.Tests.Edgectl.Provision;

/// <summary>The FAT partition of a card whose lock is closed.</summary>
internal sealed class ReadOnlyFat(ProvisionPaths paths) : IProvisionDisk
{
    private readonly ProvisionDisk _disk = new(null);

    public void MakeFolder(string path, UnixFileMode mode) => On(path).MakeFolder(path, mode);

    public void WriteFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode) => On(path).WriteFile(path, content, mode);

    public void Link(string path, string target) => On(path).Link(path, target);

    public void Rename(string from, string to) => On(from).Rename(from, to);

    public void SyncFolder(string path) => _disk.SyncFolder(path);

    public void Remove(string path)
    {
        if (Path.Exists(path)) On(path).Remove(path);
    }

    public void Overwrite(string path) => On(path).Overwrite(path);

    public void GiveToDaemon(string path)
    {
    }

    private ProvisionDisk On(string path) => path.StartsWith(paths.Boot + "/", StringComparison.Ordinal) ? throw new IOException("Read-only file system") : _disk;
}
