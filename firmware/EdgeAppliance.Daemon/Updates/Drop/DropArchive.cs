namespace EdgeAppliance.Daemon.Updates.Drop;

/// <summary>A folder that keeps the last bundles of one outcome, each with its reason beside it where there is one.</summary>
internal sealed class DropArchive(string folder)
{
    private const int BundlesMax = 20;
    private const string ReasonSuffix = ".reason.txt";

    public void Open() => Directory.CreateDirectory(folder);

    public void Add(string path, string? reason)
    {
        string place = Path.Combine(folder, Path.GetFileName(path));
        // Of two of one name the later one counts.
        Delete(place);
        if (reason is not null) File.WriteAllText(place + ReasonSuffix, reason + "\n");
        Directory.Move(path, place);
        // A moved folder keeps its time; the oldest here is the one that came first.
        if (Directory.Exists(place)) Directory.SetLastWriteTimeUtc(place, File.GetLastWriteTimeUtc(folder));
        else if (new FileInfo(place).LinkTarget is null) File.SetLastWriteTimeUtc(place, File.GetLastWriteTimeUtc(folder));
        foreach (string old in Oldest()) Delete(old);
    }

    private IEnumerable<string> Oldest() =>
        Directory.GetFileSystemEntries(folder).Where(path => !path.EndsWith(ReasonSuffix, StringComparison.Ordinal)).OrderByDescending(File.GetLastWriteTimeUtc).Skip(BundlesMax);

    private static void Delete(string place)
    {
        if (Directory.Exists(place) && new DirectoryInfo(place).LinkTarget is null) Directory.Delete(place, recursive: true);
        else File.Delete(place);
        File.Delete(place + ReasonSuffix);
    }
}
