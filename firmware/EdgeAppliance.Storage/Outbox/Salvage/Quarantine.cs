using System.Globalization;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>Where damaged stores go: <c>quarantine/20261125-231500</c>, by the time in UTC, with all its files and an empty file for each step
/// that is done: <c>moved</c> all files are there; <c>taken</c> the new store has what it begins with, and is used; <c>salvaged</c> all
/// that could be was saved. Before <c>taken</c> the new store holds nothing that is not here.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class Quarantine(LiteStoreOptions options, TimeProvider time)
{
    private const string Root = "quarantine";
    private const string Moved = "moved";
    private const string Taken = "taken";
    private const string Done = "salvaged";

    private readonly IDisk _disk = options.Disk;

    /// <summary>Folders from which something may still be saved, oldest first.</summary>
    public IReadOnlyList<string> Pending()
    {
        var pending = new List<string>();
        foreach (string folder in _disk.Folders(Root))
            if (!Has(folder, Done)) pending.Add(folder);
        return pending;
    }

    public StoreFileNames Files(string folder) => new(Path(folder, options.Name));

    /// <summary>The folder as a person finds it, from the store's own.</summary>
    public static string PathOf(string folder) => Path(folder, "");

    /// <summary>Moves the store's files away, or goes on with that where a power cut came in between.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public string MoveIn(StoreFileNames files)
    {
        var folders = _disk.Folders(Root);
        string folder = folders.Count > 0 && !Has(folders[^1], Moved) ? folders[^1] : Name(folders);
        // The journals first: a new data file beside an old journal could be taken for one whole store.
        foreach (var (from, to) in files.All.Zip(Files(folder).All)) Move(from, to);
        Mark(folder, Moved);
        DeleteOld(keep: folder);
        return folder;
    }

    public bool IsMoved(string folder) => Has(folder, Moved);

    public bool IsTaken(string folder) => Has(folder, Taken);

    /// <summary>The new store is used from now on.</summary>
    public void MarkTaken(string folder)
    {
        Mark(folder, Moved);
        Mark(folder, Taken);
    }

    /// <summary>Nothing more can be saved from it.</summary>
    public void Close(string folder)
    {
        Mark(folder, Done);
        DeleteOld(keep: "");
    }

    private string Name(IReadOnlyList<string> folders)
    {
        string name = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        // In order also where the clock stood still or went back.
        return folders.Count > 0 && string.CompareOrdinal(name, folders[^1]) <= 0 ? folders[^1] + "+" : name;
    }

    private void Move(string from, string to)
    {
        if (!_disk.Exists(from)) return;
        // What is there already was moved before a power cut; opening the files has made a new one since.
        if (_disk.Exists(to)) _disk.Delete(from);
        else _disk.Move(from, to);
    }

    private bool Has(string folder, string mark) => _disk.Exists(Path(folder, mark));

    private void Mark(string folder, string mark)
    {
        if (Has(folder, mark)) return;
        using var file = _disk.Open(Path(folder, mark));
        file.Sync();
    }

    /// <summary>Deletes the oldest ones over the limits; of those from which something may still be saved only where there are too many.</summary>
    private void DeleteOld(string keep)
    {
        var folders = _disk.Folders(Root).ToList();
        long bytes = folders.Sum(Bytes);
        foreach (string folder in folders.ToList())
        {
            bool isDone = Has(folder, Done);
            if (folder == keep || !(folders.Count > options.QuarantineMax || (isDone && bytes > options.QuarantineBytesMax))) continue;
            bytes -= Bytes(folder);
            _disk.Delete(Path(folder, ""));
            folders.Remove(folder);
        }
    }

    private long Bytes(string folder) => Files(folder).All.Sum(Length);

    private long Length(string file)
    {
        if (!_disk.Exists(file)) return 0;
        using var opened = _disk.Open(file);
        return opened.Length;
    }

    private static string Path(string folder, string file) => $"{Root}/{folder}/{file}".TrimEnd('/');
}
