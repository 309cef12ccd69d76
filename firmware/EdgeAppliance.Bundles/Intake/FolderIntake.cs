namespace EdgeAppliance.Bundles.Intake;

/// <summary>Takes a bundle's folder: its manifest and the files that this names, and nothing else that lies there.</summary>
internal static class FolderIntake
{
    public static void Read(string folder, BundleLimits limits, BundleFileSink sink)
    {
        var files = BundleFolder.Open(folder).Files();
        if (files.Count >= limits.FilesMax) throw new BundleException($"The bundle has {files.Count + 1} files; the limit is {limits.FilesMax}.");
        long left = limits.BytesMax;
        foreach (string file in files.Prepend(BundleManifest.FileName))
        {
            RefuseLinks(folder, file);
            using var content = PlainFile.Open(Path.Combine(folder, file), file, followLink: false);
            long bytes = content.Length;
            if ((left -= bytes) < 0) throw new BundleException($"The bundle has more than {limits.BytesMax} bytes.");
            using var whole = new BoundedStream(content, bytes);
            sink(file, whole, bytes);
        }
    }

    /// <summary>A link would let a bundle show what the daemon can read and its sender cannot.</summary>
    /// <exception cref="BundleException">The file, or a folder that it lies in below <paramref name="folder"/>, is one.</exception>
    public static void RefuseLinks(string folder, string file)
    {
        string path = folder;
        foreach (string segment in file.Split('/'))
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path).LinkTarget is not null) throw new BundleException($"{file} is a link, which a bundle may not hold.");
        }
    }
}
