namespace EdgeAppliance.Bundles.Intake;

/// <summary>Takes the files of a bundle from wherever it is: a folder, or an archive. What it is given may be hostile.</summary>
public static class BundleIntake
{
    /// <exception cref="BundleException">It is no bundle, breaks a limit, or cannot be read; the message says why in words for an operator.</exception>
    public static void Read(string path, BundleLimits limits, BundleFileSink sink)
    {
        try
        {
            if (Directory.Exists(path)) FolderIntake.Read(path, limits, sink);
            else ArchiveIntake.Read(path, limits, sink);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BundleException($"{Path.GetFileName(path)} is damaged or cut short: {e.Message}", e);
        }
    }
}
