namespace EdgeAppliance.Daemon.Updates.Drop;

/// <summary>What lies in the drop folder under one name, as it was at the last looks.</summary>
/// <param name="Signature">Changes as long as it is being copied.</param>
/// <param name="StableLooks">How many looks in a row found it unchanged.</param>
internal sealed record DroppedBundle(string Signature, int StableLooks)
{
    /// <summary>What seems to lack something is given this many looks more, and taken then, so that its refusal says what it lacks.</summary>
    private const int LooksMax = 30;
    private const int FilesMax = 1024;

    public bool MayBeTaken(string path) => StableLooks >= LooksMax || (StableLooks >= 1 && SeemsWhole(path));

    public DroppedBundle SeenAgain(string signature) => new(signature, signature == Signature ? StableLooks + 1 : 0);

    /// <summary>Of sizes and times; of a folder, of the files in it.</summary>
    /// <exception cref="IOException">It is gone, or cannot be read.</exception>
    public static string SignatureOf(string path)
    {
        if (!Directory.Exists(path)) return Describe([new FileInfo(path)]);
        return Describe(new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Take(FilesMax));
    }

    private static string Describe(IEnumerable<FileInfo> files)
    {
        long count = 0, bytes = 0, newest = 0;
        foreach (var file in files)
        {
            count++;
            bytes += file.Length;
            newest = Math.Max(newest, file.LastWriteTimeUtc.Ticks);
        }
        return $"{count} {bytes} {newest}";
    }

    private static bool SeemsWhole(string path)
    {
        if (!Directory.Exists(path)) return true;
        try
        {
            return Bundles.BundleFolder.Open(path).Files().All(file => File.Exists(Path.Combine(path, file)));
        }
        catch (Bundles.BundleException)
        {
            return false;
        }
    }
}
