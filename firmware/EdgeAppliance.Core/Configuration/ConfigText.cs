using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace EdgeAppliance.Core.Configuration;

/// <summary>Writes a value of the configuration as plain JSON, without its comments and as it was parsed.</summary>
internal static class ConfigText
{
    public static byte[] Json(ConfigNode node) => Write(node, text => text);

    /// <summary>Changes whenever the value does, or a secret that it names. It tells nothing of the secret.</summary>
    public static string Fingerprint(ConfigNode node, SecretStore secrets) =>
        System.Convert.ToHexStringLower(SHA256.HashData(Write(node, text => SecretStore.HasPlaceholder(text) ? secrets.Expand(text, out _) ?? text : text)));

    private static byte[] Write(ConfigNode node, Func<string, string> texts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) Write(json, node, texts);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ConfigNode node, Func<string, string> texts)
    {
        switch (node.Kind)
        {
            case ConfigKind.Object:
                json.WriteStartObject();
                foreach (var (key, member) in node.Members)
                {
                    json.WritePropertyName(key);
                    Write(json, member, texts);
                }
                json.WriteEndObject();
                break;
            case ConfigKind.List:
                json.WriteStartArray();
                foreach (var item in node.Items) Write(json, item, texts);
                json.WriteEndArray();
                break;
            case ConfigKind.Text: json.WriteStringValue(texts(node.Text)); break;
            case ConfigKind.Null: json.WriteNullValue(); break;
            default: json.WriteRawValue(node.Text); break;
        }
    }
}
