using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Daemon.Updates.Disk;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Where a bundle's files are copied to, on the file system of the repository and safe from a cut, before they are looked at. One at a time.</summary>
internal sealed class BundleStaging(string repository, BundleLimits limits, IUpdateDisk disk)
{
    // No model is named so, as names have no dot.
    private readonly string _folder = Path.Combine(repository, ".staging");

    /// <returns>The folder that holds the bundle.</returns>
    /// <exception cref="BundleException">It is no bundle, or breaks a limit.</exception>
    /// <exception cref="IOException">There is no room, or the disk is full, read-only or failing.</exception>
    public string Take(string path)
    {
        Clear();
        string root = Path.Combine(_folder, "bundle");
        disk.MakeFolder(root);
        var folders = new HashSet<string>(StringComparer.Ordinal) { root };
        var room = new DriveInfo(_folder);
        BundleIntake.Read(path, limits, (file, content, bytes) =>
        {
            if (bytes > room.AvailableFreeSpace - limits.FreeBytesMin) throw new IOException($"There is no room for {file} on the repository's file system.");
            string target = Path.Combine(root, file);
            MakeFolders(root, Path.GetDirectoryName(target)!, folders);
            disk.WriteFile(target, content);
        });
        foreach (string folder in folders) disk.SyncFolder(folder);
        return Path.Combine(root, UnpackedBundle.TopOf(root));
    }

    public void Clear()
    {
        if (Directory.Exists(_folder)) disk.Remove(_folder);
    }

    private void MakeFolders(string root, string folder, HashSet<string> made)
    {
        if (folder == root || !made.Add(folder)) return;
        MakeFolders(root, Path.GetDirectoryName(folder)!, made);
        disk.MakeFolder(folder);
    }
}
