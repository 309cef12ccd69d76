using System.Security.Cryptography;
using System.Text.Json;

namespace EdgeAppliance.Bundles.Packing;

/// <summary>The one archive that a bundle was packed into, for those who hand bundles out whole: the member <c>archive</c> of the custom part of the
/// target <c>bundles/NAME/VERSION/bundle.json</c>, which is signed with the rest. Frozen format: <code>
/// { "length": 4096, "sha256": "64 small hexadecimal digits" }</code></summary>
/// <param name="Length">In bytes.</param>
public sealed record ArchiveTarget(long Length, byte[] Sha256)
{
    private const string Member = "archive";

    public static ArchiveTarget Of(string file)
    {
        using var content = File.OpenRead(file);
        return new ArchiveTarget(content.Length, SHA256.HashData(content));
    }

    /// <returns>Null where the publisher did not say, or not in a form that is understood.</returns>
    public static ArchiveTarget? Read(JsonElement custom)
    {
        if (custom.ValueKind != JsonValueKind.Object || !custom.TryGetProperty(Member, out var archive) || archive.ValueKind != JsonValueKind.Object) return null;
        if (!archive.TryGetProperty("length", out var length) || length.ValueKind != JsonValueKind.Number || !length.TryGetInt64(out long bytes) || bytes <= 0) return null;
        if (!archive.TryGetProperty("sha256", out var hash) || hash.ValueKind != JsonValueKind.String) return null;
        return TryHash(hash) is { } sha256 ? new ArchiveTarget(bytes, sha256) : null;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject(Member);
        json.WriteNumber("length", Length);
        json.WriteString("sha256", Convert.ToHexStringLower(Sha256));
        json.WriteEndObject();
    }

    private static byte[]? TryHash(JsonElement text)
    {
        try
        {
            return text.GetString() is { Length: 2 * SHA256.HashSizeInBytes } digits ? Convert.FromHexString(digits) : null;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
