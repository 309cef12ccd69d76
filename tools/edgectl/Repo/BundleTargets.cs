using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Bundles.Tuf.Repository;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>Puts a bundle into a repository: its files as <c>bundles/NAME/VERSION/FILE</c>, and an index of chunks beside each that is
/// large enough for an older version's bytes to be worth using. What was not packed is packed first, so that every published bundle has its
/// hashes and its bill of materials.</summary>
internal static class BundleTargets
{
    private const int IndexFromBytes = 64 << 10;

    /// <param name="bundle">A folder, or an archive.</param>
    /// <param name="scratch">A folder for what is needed meanwhile.</param>
    /// <param name="role">Who tells of it; null for the top role.</param>
    /// <returns>The names of its targets.</returns>
    /// <exception cref="BundleException">It is no bundle.</exception>
    public static IReadOnlyList<string> Add(TufRepository repository, string bundle, string scratch, Delegation? role = null)
    {
        string archive = Archive(bundle, scratch);
        using var packed = UnpackedBundle.Open(archive, BundleLimits.Standard, Path.Combine(scratch, Path.GetRandomFileName()));
        var manifest = packed.Bundle.Manifest;
        string prefix = $"bundles/{manifest.Name}/{manifest.Version}/";
        if ((role?.Targets ?? repository.Targets).ContainsKey(prefix + BundleManifest.FileName)) throw new BundleException($"{manifest.Name} {manifest.Version} is published already; what has changed needs another version.");
        var names = new List<string>();
        foreach (string file in packed.Bundle.Files().Append(BundleManifest.FileName))
        {
            string path = Path.Combine(packed.Bundle.Path, file);
            repository.Add(prefix + file, path, file == BundleManifest.FileName ? Described(manifest, ArchiveTarget.Of(archive)) : default, role);
            names.Add(prefix + file);
            if (new FileInfo(path).Length < IndexFromBytes) continue;
            repository.Add(prefix + file + ChunkIndex.Suffix, Index(path, scratch), default, role);
            names.Add(prefix + file + ChunkIndex.Suffix);
        }
        return names;
    }

    private static string Archive(string bundle, string scratch)
    {
        if (!Directory.Exists(bundle)) return bundle;
        string archive = Path.Combine(scratch, Path.GetRandomFileName());
        using var file = File.Create(archive);
        BundlePacker.Pack(bundle, file);
        return archive;
    }

    private static string Index(string file, string scratch)
    {
        string path = Path.Combine(scratch, Path.GetRandomFileName());
        using var from = File.OpenRead(file);
        File.WriteAllBytes(path, ChunkIndex.Of(from).ToBytes());
        return path;
    }

    /// <param name="archive">For those who hand it out whole.</param>
    private static JsonElement Described(BundleManifest manifest, ArchiveTarget archive)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("bundle", manifest.Name);
            json.WriteString("version", manifest.Version);
            json.WriteString("kind", BundleKinds.NameOf(manifest.Kind));
            archive.Write(json);
            json.WriteEndObject();
        }
        using var read = JsonDocument.Parse(bytes.ToArray());
        return read.RootElement.Clone();
    }
}
