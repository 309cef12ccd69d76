namespace EdgeAppliance.Daemon.Updates;

/// <summary>How many older versions of a model stay on the disk, to be gone back to: the one before always does.</summary>
/// <param name="VersionsMax">With the one that runs.</param>
/// <param name="BytesMax">Of all of a model's older versions; beyond the one before, what does not fit goes.</param>
internal sealed record KeptVersions(int VersionsMax, long BytesMax)
{
    /// <param name="older">The newest first.</param>
    public int Count(VersionJournal journal, string model, IReadOnlyList<string> older)
    {
        int most = Math.Min(VersionsMax - 1, older.Count);
        long bytes = 0;
        for (int i = 0; i < most; i++)
            if ((bytes += BytesOf(journal.FolderOf(model, older[i]))) > BytesMax && i > 0) return i;
        return most;
    }

    private static long BytesOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not there to be gone back to either.
            return 0;
        }
    }
}
