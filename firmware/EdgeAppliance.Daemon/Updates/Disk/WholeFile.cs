namespace EdgeAppliance.Daemon.Updates.Disk;

/// <summary>A file that is replaced whole: 1 write it beside the old one, 2 rename it over that, 3 sync the folder. A cut leaves one or the other.</summary>
internal static class WholeFile
{
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public static void Replace(IUpdateDisk disk, string path, byte[] bytes)
    {
        string beside = path + ".new";
        disk.Remove(beside); // a cut may have left one
        disk.WriteFile(beside, new MemoryStream(bytes)); // 1
        disk.Rename(beside, path); // 2
        disk.SyncFolder(Path.GetDirectoryName(path)!); // 3
    }
}
