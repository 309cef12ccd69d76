namespace EdgeAppliance.Bundles.Intake;

/// <summary>A bundle's files in a folder of their own, which goes with it: for those who look into an archive and keep nothing of it.</summary>
public sealed class UnpackedBundle : IDisposable
{
    private readonly string _scratch;

    private UnpackedBundle(string scratch, BundleFolder bundle) => (_scratch, Bundle) = (scratch, bundle);

    public BundleFolder Bundle { get; }

    /// <param name="path">A bundle's folder or archive, which may be hostile.</param>
    /// <param name="scratch">Made, or emptied.</param>
    /// <exception cref="BundleException">It is no bundle, breaks a limit, or a file is not the one that its manifest has a hash of.</exception>
    /// <exception cref="IOException">There is no room for it, or it cannot be written.</exception>
    public static UnpackedBundle Open(string path, BundleLimits limits, string scratch)
    {
        if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
        Directory.CreateDirectory(scratch);
        try
        {
            var room = new DriveInfo(scratch);
            BundleIntake.Read(path, limits, (file, content, bytes) =>
            {
                if (bytes > room.AvailableFreeSpace - limits.FreeBytesMin) throw new IOException($"There is no room to unpack {file}.");
                string target = Path.Combine(scratch, file);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                using var to = File.Create(target);
                content.CopyTo(to);
            });
            var bundle = BundleFolder.Open(Path.Combine(scratch, TopOf(scratch)));
            bundle.CheckFiles();
            return new UnpackedBundle(scratch, bundle);
        }
        catch
        {
            if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
            throw;
        }
    }

    /// <returns>The one folder at the top that an archive of a folder has; empty where the bundle lies at the top itself.</returns>
    public static string TopOf(string root)
    {
        if (File.Exists(Path.Combine(root, BundleManifest.FileName))) return "";
        return Directory.GetDirectories(root) is [var only] && Directory.GetFiles(root).Length == 0 ? Path.GetFileName(only) : "";
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);
}
