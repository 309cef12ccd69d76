using EdgeAppliance.Daemon.Updates.Disk;

namespace EdgeAppliance.Tests.Daemon.Updates.Disk;

/// <summary>A disk whose power is cut at one of its steps: of a file that was being written half is there, and names that no synced folder
/// holds yet may be as before. Each step is done for real, and taken back where it is lost.</summary>
internal sealed class CutDisk(string trash, int stepsUntilCut) : IUpdateDisk
{
    private readonly UpdateDisk _disk = new();
    private readonly List<(string Folder, Action Undo)> _unsynced = [];
    private int _trashed;

    public int Steps { get; private set; }

    public bool IsCut { get; private set; }

    public void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;
        MakeFolder(Path.GetDirectoryName(path)!);
        Step(() => { });
        _disk.MakeFolder(path);
        Remember(path, () =>
        {
            // It may have moved elsewhere, for good.
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        });
    }

    public void WriteFile(string path, Stream content)
    {
        var copy = new MemoryStream();
        content.CopyTo(copy);
        Step(() =>
        {
            File.WriteAllBytes(path, copy.ToArray()[..(int)(copy.Length / 2)]);
            Remember(path, () => File.Delete(path));
        });
        _disk.WriteFile(path, new MemoryStream(copy.ToArray()));
        Remember(path, () => File.Delete(path));
    }

    public void Rename(string from, string to)
    {
        Step(() => { });
        byte[]? replaced = File.Exists(to) ? File.ReadAllBytes(to) : null;
        _disk.Rename(from, to);
        Remember(to, () =>
        {
            _disk.Rename(to, from);
            if (replaced is not null) File.WriteAllBytes(to, replaced);
        });
    }

    public void Move(string from, string to) => Rename(from, to);

    public void SyncFolder(string path)
    {
        Step(() => { });
        _disk.SyncFolder(path);
        _unsynced.RemoveAll(change => change.Folder == path);
    }

    public void Remove(string path)
    {
        if (!Path.Exists(path)) return;
        Step(() => { });
        string trashed = Path.Combine(Directory.CreateDirectory(trash).FullName, $"{_trashed++}");
        _disk.Rename(path, trashed);
        Remember(path, () => _disk.Rename(trashed, path));
    }

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

    private void Remember(string path, Action undo) => _unsynced.Add((Path.GetDirectoryName(path)!, undo));

    private void Step(Action half)
    {
        if (!IsCut && Steps == stepsUntilCut) half();
        IsCut = IsCut || Steps == stepsUntilCut;
        if (IsCut) throw new IOException("The power is cut.");
        Steps++;
    }
}
