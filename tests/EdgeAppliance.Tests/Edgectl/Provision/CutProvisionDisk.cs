using EdgeAppliance.Edgectl.Provision.Apply;

namespace EdgeAppliance.Tests.Edgectl.Provision;

/// <summary>A disk whose power is cut at one of its steps: of what was being written or overwritten half is there, and names that no synced folder holds
/// yet may be as before. Each step is done for real, and taken back where it is lost.</summary>
internal sealed class CutProvisionDisk(string trash, int stepsUntilCut) : IProvisionDisk
{
    private readonly ProvisionDisk _disk = new(null);
    private readonly List<(string Folder, Action Undo)> _unsynced = [];
    private int _trashed;

    public int Steps { get; private set; }

    public bool IsCut { get; private set; }

    public void MakeFolder(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path)) return;
        Step(() => { });
        _disk.MakeFolder(path, mode);
        Remember(path, () =>
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        });
    }

    public void WriteFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        byte[] half = content[..(content.Length / 2)].ToArray();
        Step(() =>
        {
            File.WriteAllBytes(path, half);
            Remember(path, () => File.Delete(path));
        });
        _disk.WriteFile(path, content, mode);
        Remember(path, () => File.Delete(path));
    }

    public void Link(string path, string target)
    {
        Step(() => { });
        _disk.Link(path, target);
        Remember(path, () => File.Delete(path));
    }

    public void Rename(string from, string to)
    {
        Step(() => { });
        byte[]? replaced = File.Exists(to) ? File.ReadAllBytes(to) : null;
        _disk.Rename(from, to);
        Remember(to, () =>
        {
            if (!Directory.Exists(Path.GetDirectoryName(from))) return;
            _disk.Rename(to, from);
            if (replaced is not null) File.WriteAllBytes(to, replaced);
        });
    }

    public void SyncFolder(string path)
    {
        Step(() => { });
        _disk.SyncFolder(path);
        _unsynced.RemoveAll(change => change.Folder == path);
    }

    public void Remove(string path)
    {
        if (!Path.Exists(path)) return;
        if (Directory.Exists(path)) RemoveInside(path);
        Step(() => { });
        string trashed = Path.Combine(Directory.CreateDirectory(trash).FullName, $"{_trashed++}");
        _disk.Rename(path, trashed);
        // The folder that it was in may have gone for good.
        Remember(path, () =>
        {
            if (Directory.Exists(Path.GetDirectoryName(path))) _disk.Rename(trashed, path);
        });
    }

    public void Overwrite(string path)
    {
        byte[] was = File.ReadAllBytes(path);
        Step(() =>
        {
            was.AsSpan(0, was.Length / 2).Clear();
            File.WriteAllBytes(path, was);
        });
        _disk.Overwrite(path);
    }

    public void GiveToDaemon(string path) => Step(() => { });

    /// <param name="isLost">Asked for each folder: a file system brings a folder's changes to the disk in their order, and of some of them the first alone.</param>
    public void LoseWhatWasNotSynced(Func<bool> isLost)
    {
        var losing = new HashSet<string>();
        var first = _unsynced.Select(change => change.Folder).Distinct().ToDictionary(folder => folder, _ => 0);
        for (int i = 0; i < _unsynced.Count; i++)
        {
            if (losing.Contains(_unsynced[i].Folder)) continue;
            if (isLost()) losing.Add(_unsynced[i].Folder);
            else first[_unsynced[i].Folder] = i + 1;
        }
        for (int i = _unsynced.Count - 1; i >= 0; i--)
            if (i >= first[_unsynced[i].Folder]) _unsynced[i].Undo();
    }

    /// <summary>A folder goes file by file.</summary>
    private void RemoveInside(string folder)
    {
        foreach (string entry in Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal)) Remove(entry);
    }

    private void Remember(string path, Action undo) => _unsynced.Add((Path.GetDirectoryName(path)!, undo));

    private void Step(Action half)
    {
        if (!IsCut && Steps == stepsUntilCut) half();
        IsCut = IsCut || Steps == stepsUntilCut;
        if (IsCut) throw new IOException("The power is cut.");
        Steps++;
    }
}
