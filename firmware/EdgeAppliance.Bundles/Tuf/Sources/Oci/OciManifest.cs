using System.Text.Json;

namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>An image manifest or an index of them, as a registry sends it (OCI image specification 1.1). Nothing in it is trusted: it says where
/// bytes lie, and what they must be stands in signed metadata.</summary>
public sealed class OciManifest
{
    public const int BytesMax = 4 << 20;
    private const int EntriesMax = 20_000;
    private const int AnnotationsMax = 64;

    private OciManifest(string? artifactType, IReadOnlyList<OciDescriptor> entries) => (ArtifactType, Entries) = (artifactType, entries);

    /// <summary>Where it is not told, the configuration's type, as before 1.1.</summary>
    public string? ArtifactType { get; }

    /// <summary>Layers of a manifest, or manifests of an index.</summary>
    public IReadOnlyList<OciDescriptor> Entries { get; }

    /// <exception cref="TufException">It is neither.</exception>
    public static OciManifest Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            var list = Find(root, "layers") ?? Find(root, "manifests") ?? throw Malformed("it has neither layers nor manifests");
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > EntriesMax) throw Malformed($"its entries are no list of at most {EntriesMax}");
            string? type = Text(root, "artifactType") ?? (Find(root, "config") is { } config ? Text(config, "mediaType") : null);
            return new OciManifest(type, [.. list.EnumerateArray().Select(Descriptor)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed(e.Message);
        }
    }

    private static OciDescriptor Descriptor(JsonElement element)
    {
        string digest = Text(element, "digest") ?? "";
        if (!OciDescriptor.IsDigest(digest)) throw Malformed("an entry has no sha256 digest");
        if (Find(element, "size") is not { ValueKind: JsonValueKind.Number } size || !size.TryGetInt64(out long bytes) || bytes < 0) throw Malformed("an entry has no size");
        return new OciDescriptor(Text(element, "mediaType") ?? "", digest, bytes) { ArtifactType = Text(element, "artifactType"), Annotations = Annotations(element) };
    }

    private static Dictionary<string, string> Annotations(JsonElement element)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(element, "annotations") is not { ValueKind: JsonValueKind.Object } all) return annotations;
        foreach (var one in all.EnumerateObject().Take(AnnotationsMax))
            if (one.Value.ValueKind == JsonValueKind.String) annotations[one.Name] = one.Value.GetString()!;
        return annotations;
    }

    private static JsonElement? Find(JsonElement element, string key) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) ? value : null;

    private static string? Text(JsonElement element, string key) => Find(element, key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static TufException Malformed(string why) => new(TufFailure.Malformed, $"What the registry sent is no manifest: {why}.");
}
