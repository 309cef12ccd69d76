using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Finds repositories on sticks: in a folder that they are mounted in, or in a folder of the stick. A look is a few questions to the
/// kernel, and reads nothing.</summary>
/// <param name="folders">That sticks are mounted in.</param>
internal sealed class StickFolders(IReadOnlyList<string> folders)
{
    /// <summary>Below a folder that sticks are mounted in: the stick itself, and a folder of it.</summary>
    private const int DepthMax = 2;
    private const int FoldersMax = 64;

    /// <returns>By the repository's folder, what tells it from another that is there later.</returns>
    public IReadOnlyDictionary<string, string> Look()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in folders) Look(folder, DepthMax, found);
        return found;
    }

    private static void Look(string folder, int depth, SortedDictionary<string, string> found)
    {
        try
        {
            var timestamp = new FileInfo(Path.Combine(folder, FolderSource.Metadata, TufTimestamp.FileName));
            if (timestamp.Exists) found[folder] = $"{timestamp.Length} {timestamp.LastWriteTimeUtc.Ticks}";
            else if (depth > 0)
                foreach (string below in Directory.EnumerateDirectories(folder).Take(FoldersMax)) Look(below, depth - 1, found);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there, pulled out just now, or somebody else's.
        }
    }
}
