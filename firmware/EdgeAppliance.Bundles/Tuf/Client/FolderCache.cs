using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>Trusted metadata in a folder of the device's.</summary>
public sealed class FolderCache : ITufCache
{
    private readonly string _folder;

    /// <param name="folder">Made where there is none.</param>
    public FolderCache(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    public byte[]? Read(string name)
    {
        string path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void Write(string name, ReadOnlySpan<byte> bytes) => DurableFile.Replace(Path.Combine(_folder, name), bytes);

    public void Delete(string name)
    {
        string path = Path.Combine(_folder, name);
        if (!File.Exists(path)) return;
        File.Delete(path);
        DurableFile.SyncFolder(_folder);
    }
}
