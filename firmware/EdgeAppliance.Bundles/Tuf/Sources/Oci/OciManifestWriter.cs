using System.Text.Json;

namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>Writes manifests and indexes of OCI image specification 1.1.</summary>
public static class OciManifestWriter
{
    /// <summary>The configuration of what is no image: <c>{}</c>.</summary>
    public static ReadOnlySpan<byte> EmptyConfiguration => "{}"u8;

    /// <param name="subject">What it is about; null for nothing.</param>
    public static byte[] Manifest(string artifactType, IEnumerable<OciDescriptor> layers, OciDescriptor? subject, IReadOnlyDictionary<string, string> annotations) => Write(json =>
    {
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", OciTypes.Manifest);
        json.WriteString("artifactType", artifactType);
        json.WritePropertyName("config");
        Descriptor(json, new OciDescriptor(OciTypes.Empty, OciDescriptor.DigestOf(EmptyConfiguration), EmptyConfiguration.Length));
        json.WriteStartArray("layers");
        foreach (var layer in layers) Descriptor(json, layer);
        json.WriteEndArray();
        if (subject is not null)
        {
            json.WritePropertyName("subject");
            Descriptor(json, subject);
        }
        Annotations(json, annotations);
    });

    public static byte[] Index(IEnumerable<OciDescriptor> manifests) => Write(json =>
    {
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", OciTypes.Index);
        json.WriteStartArray("manifests");
        foreach (var manifest in manifests) Descriptor(json, manifest);
        json.WriteEndArray();
    });

    private static void Descriptor(Utf8JsonWriter json, OciDescriptor descriptor)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteString("digest", descriptor.Digest);
        json.WriteNumber("size", descriptor.Size);
        if (descriptor.ArtifactType is { } type) json.WriteString("artifactType", type);
        Annotations(json, descriptor.Annotations);
        json.WriteEndObject();
    }

    private static void Annotations(Utf8JsonWriter json, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count == 0) return;
        json.WriteStartObject("annotations");
        foreach (var (key, value) in annotations.OrderBy(one => one.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }
}
