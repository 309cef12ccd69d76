using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>A key's name: the SHA-256 of what metadata says of it, in the canonical form.</summary>
internal static class KeyId
{
    public static TufKey Named(string type, string scheme, string publicKey)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) Write(json, new TufKey("", type, scheme, publicKey));
        using var read = JsonDocument.Parse(bytes.WrittenMemory);
        return new TufKey(Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(read.RootElement))), type, scheme, publicKey);
    }

    public static void Write(Utf8JsonWriter json, TufKey key)
    {
        json.WriteStartObject();
        json.WriteString("keytype", key.Type);
        json.WriteStartObject("keyval");
        json.WriteString("public", key.Public);
        json.WriteEndObject();
        json.WriteString("scheme", key.Scheme);
        json.WriteEndObject();
    }
}
