using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Bundles.Packing;

/// <summary>Writes a bundle's bill of materials: CycloneDX 1.6 in JSON (ECMA-424), one component a file. It has no time and no number by
/// chance, so that the same files give the same bytes.</summary>
internal static class CycloneDx
{
    private const string Specification = "1.6";

    public static byte[] Write(BundleManifest manifest, IReadOnlyDictionary<string, string> hashes)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", Specification);
            json.WriteString("serialNumber", $"urn:uuid:{SerialOf(manifest, hashes)}");
            json.WriteNumber("version", 1);
            json.WriteStartObject("metadata");
            json.WriteStartObject("component");
            Named(json, manifest.Kind == BundleKind.Model ? "machine-learning-model" : "data", ReferenceOf(manifest), manifest.Name);
            json.WriteString("version", manifest.Version);
            if (manifest.Kind == BundleKind.Model) ModelCard(json, manifest);
            json.WriteEndObject();
            json.WriteEndObject();
            Components(json, hashes);
            Dependencies(json, manifest, hashes);
            json.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void Components(Utf8JsonWriter json, IReadOnlyDictionary<string, string> hashes)
    {
        json.WriteStartArray("components");
        foreach (var (file, hash) in hashes)
        {
            json.WriteStartObject();
            Named(json, "file", ReferenceOf(file), file);
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-256");
            json.WriteString("content", hash);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Dependencies(Utf8JsonWriter json, BundleManifest manifest, IReadOnlyDictionary<string, string> hashes)
    {
        json.WriteStartArray("dependencies");
        json.WriteStartObject();
        json.WriteString("ref", ReferenceOf(manifest));
        json.WriteStartArray("dependsOn");
        foreach (string file in hashes.Keys) json.WriteStringValue(ReferenceOf(file));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void ModelCard(Utf8JsonWriter json, BundleManifest manifest)
    {
        json.WriteStartObject("modelCard");
        json.WriteStartObject("modelParameters");
        foreach (var (key, tensors) in new[] { ("inputs", manifest.Inputs), ("outputs", manifest.Outputs) })
        {
            json.WriteStartArray(key);
            foreach (var tensor in tensors)
            {
                json.WriteStartObject();
                json.WriteString("format", tensor.ToString());
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Named(Utf8JsonWriter json, string type, string reference, string name)
    {
        json.WriteString("type", type);
        json.WriteString("bom-ref", reference);
        json.WriteString("name", name);
    }

    private static string ReferenceOf(BundleManifest manifest) => $"bundle:{manifest.Name}@{manifest.Version}";

    private static string ReferenceOf(string file) => $"file:{file}";

    /// <summary>A UUID made of the content by a hash, marked as such (RFC 9562, version 5; the schema knows no version 8).</summary>
    private static Guid SerialOf(BundleManifest manifest, IReadOnlyDictionary<string, string> hashes)
    {
        var text = new StringBuilder(ReferenceOf(manifest));
        foreach (var (file, hash) in hashes) text.Append('\n').Append(file).Append('\n').Append(hash);
        byte[] uuid = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..16];
        uuid[6] = (byte)((uuid[6] & 0x0f) | 0x50);
        uuid[8] = (byte)((uuid[8] & 0x3f) | 0x80);
        return new Guid(uuid, bigEndian: true);
    }
}
