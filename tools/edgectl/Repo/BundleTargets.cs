using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf.Repository;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>Puts a bundle into a repository: its files as <c>bundles/NAME/VERSION/FILE</c>, and an index of chunks beside each that is
/// large enough for an older version's bytes to be worth using.</summary>
internal static class BundleTargets
{
    private const int IndexFromBytes = 64 << 10;

    /// <returns>The names of its targets.</returns>
    /// <exception cref="BundleException">It is no bundle.</exception>
    public static IReadOnlyList<string> Add(TufRepository repository, string folder, string scratch)
    {
        var bundle = BundleFolder.Open(folder);
        string prefix = $"bundles/{bundle.Manifest.Name}/{bundle.Manifest.Version}/";
        if (repository.Targets.ContainsKey(prefix + BundleManifest.FileName)) throw new BundleException($"{bundle.Manifest.Name} {bundle.Manifest.Version} is published already; what has changed needs another version.");
        var names = new List<string>();
        foreach (string file in bundle.Manifest.Files().Append(BundleManifest.FileName))
        {
            string path = Path.Combine(folder, file);
            repository.Add(prefix + file, path, file == BundleManifest.FileName ? Described(bundle.Manifest) : default);
            names.Add(prefix + file);
            if (new FileInfo(path).Length < IndexFromBytes) continue;
            repository.Add(prefix + file + ChunkIndex.Suffix, Index(path, scratch));
            names.Add(prefix + file + ChunkIndex.Suffix);
        }
        return names;
    }

    private static string Index(string file, string scratch)
    {
        string path = Path.Combine(scratch, Path.GetRandomFileName());
        using var from = File.OpenRead(file);
        File.WriteAllBytes(path, ChunkIndex.Of(from).ToBytes());
        return path;
    }

    private static JsonElement Described(BundleManifest manifest)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("bundle", manifest.Name);
            json.WriteString("version", manifest.Version);
            json.WriteEndObject();
        }
        using var read = JsonDocument.Parse(bytes.ToArray());
        return read.RootElement.Clone();
    }
}
