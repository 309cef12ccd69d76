using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAppliance.Bundles.Packing;

/// <summary>Makes one file of a bundle's folder: 1 its files, in the order of their names; 2 their hashes; 3 the bill of materials; 4 the manifest,
/// with both in it; 5 the archive. The same files give the same bytes, whatever their times, modes and owners are and whoever packs them,
/// and a bundle that was packed and unpacked gives them again.</summary>
public static class BundlePacker
{
    /// <summary>Beside the manifest it becomes the model card by itself.</summary>
    public const string CardName = "MODEL_CARD.md";

    public const string SbomName = "sbom.cdx.json";

    private static readonly JsonWriterOptions s_layout = new() { Indented = true, NewLine = "\n" };

    /// <returns>The manifest as it is in the archive.</returns>
    /// <exception cref="BundleException">The folder is no bundle, or lacks a file.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static BundleManifest Pack(string folder, Stream to)
    {
        var bundle = BundleFolder.Open(folder);
        string card = bundle.Manifest.Card ?? (File.Exists(Path.Combine(folder, CardName)) ? CardName : "");
        var files = new SortedSet<string>(bundle.Files(), StringComparer.Ordinal); // 1
        if (card.Length > 0) files.Add(card);
        bool isOurs = bundle.Manifest.Sbom is null or SbomName;
        if (isOurs) files.Remove(SbomName);
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in files) hashes.Add(file, bundle.HashOf(file)); // 2
        byte[]? sbom = isOurs ? CycloneDx.Write(bundle.Manifest, hashes) : null; // 3
        if (sbom is not null) hashes.Add(SbomName, CycloneDx.HashOf(sbom));
        byte[] manifest = Manifest(bundle, card, bundle.Manifest.Sbom ?? SbomName, hashes); // 4
        Write(bundle, manifest, hashes.Keys, sbom, to); // 5
        return BundleManifest.Parse(manifest);
    }

    private static byte[] Manifest(BundleFolder bundle, string card, string sbom, SortedDictionary<string, string> hashes)
    {
        var root = JsonNode.Parse(bundle.Read(BundleManifest.FileName, BundleManifest.BytesMax))!.AsObject();
        foreach (string key in new[] { "card", "sbom", "files" }) root.Remove(key);
        if (card.Length > 0) root.Add("card", card);
        root.Add("sbom", sbom);
        var files = new JsonObject();
        foreach (var (file, hash) in hashes) files.Add(file, hash);
        root.Add("files", files);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_layout)) root.WriteTo(json);
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void Write(BundleFolder bundle, byte[] manifest, IEnumerable<string> files, byte[]? sbom, Stream to)
    {
        using var archive = new TarPack(to);
        using (var content = new MemoryStream(manifest)) archive.Add(BundleManifest.FileName, content);
        foreach (string file in files)
        {
            using Stream content = sbom is not null && file == SbomName ? new MemoryStream(sbom) : File.OpenRead(Path.Combine(bundle.Path, file));
            archive.Add(file, content);
        }
    }
}
