using System.Globalization;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>Where damaged stores go: <c>quarantine/20261125-231500</c>, by the time in UTC, with both files and, once all that could be was
/// saved from them, an empty file <c>salvaged</c>.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class Quarantine(LiteStoreOptions options, TimeProvider time)
{
    private const string Root = "quarantine";
    private const string Done = "salvaged";

    private readonly IDisk _disk = options.Disk;

    /// <summary>Folders from which something may still be saved, oldest first.</summary>
    public IReadOnlyList<string> Pending()
    {
        var pending = new List<string>();
        foreach (string folder in _disk.Folders(Root))
            if (!_disk.Exists(Path(folder, Done))) pending.Add(folder);
        return pending;
    }

    public string DataFile(string folder) => Path(folder, options.Name + ".db");

    public string LogFile(string folder) => Path(folder, options.Name + ".log");

    /// <summary>The folder as a person finds it, from the store's own.</summary>
    public static string PathOf(string folder) => Path(folder, "");

    /// <summary>Moves the store's files away. Where a power cut came between the two before, the second follows the first.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public string MoveIn(string dataFile, string logFile)
    {
        string folder = Folder(dataFile, logFile);
        // The data file first: a log without one is always noticed, the other way round it is not.
        if (_disk.Exists(dataFile)) _disk.Move(dataFile, DataFile(folder));
        if (_disk.Exists(logFile)) _disk.Move(logFile, LogFile(folder));
        DeleteOld(keep: folder);
        return folder;
    }

    /// <summary>Nothing more can be saved from it.</summary>
    public void Close(string folder)
    {
        using (var done = _disk.Open(Path(folder, Done))) done.Sync();
        DeleteOld(keep: "");
    }

    private string Folder(string dataFile, string logFile)
    {
        var folders = _disk.Folders(Root);
        if (!_disk.Exists(dataFile) && folders.Count > 0 && _disk.Exists(DataFile(folders[^1])) && !_disk.Exists(LogFile(folders[^1])) && _disk.Exists(logFile)) return folders[^1];
        string name = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        // In order also where the clock stood still or went back.
        if (folders.Count > 0 && string.CompareOrdinal(name, folders[^1]) <= 0) name = folders[^1] + "+";
        return name;
    }

    /// <summary>Deletes the oldest ones over the limits; of those from which something may still be saved only where there are too many.</summary>
    private void DeleteOld(string keep)
    {
        var folders = _disk.Folders(Root).ToList();
        long bytes = folders.Sum(Bytes);
        foreach (string folder in folders.ToList())
        {
            bool isDone = _disk.Exists(Path(folder, Done));
            if (folder == keep || !(folders.Count > options.QuarantineMax || (isDone && bytes > options.QuarantineBytesMax))) continue;
            bytes -= Bytes(folder);
            _disk.Delete(Path(folder, ""));
            folders.Remove(folder);
        }
    }

    private long Bytes(string folder) => Length(DataFile(folder)) + Length(LogFile(folder));

    private long Length(string file)
    {
        if (!_disk.Exists(file)) return 0;
        using var opened = _disk.Open(file);
        return opened.Length;
    }

    private static string Path(string folder, string file) => $"{Root}/{folder}/{file}".TrimEnd('/');
}
