using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>The issuer's keys (RFC 7517). Keys of other kinds, for other uses or that are damaged are passed over: an issuer may have what is not known here.</summary>
internal sealed class KeySet
{
    public const int BytesMax = 64 << 10;

    private const int KeysMax = 64;

    private readonly List<IssuerKey> _keys = [];

    public int Count => _keys.Count;

    /// <exception cref="FormatException">It is no set of keys, or has none that can be used.</exception>
    public static KeySet Read(ReadOnlyMemory<byte> json)
    {
        var set = new KeySet();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            foreach (var key in document.RootElement.GetProperty("keys").EnumerateArray().Take(KeysMax))
                if (KeyOf(key) is { } usable) set._keys.Add(usable);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("the issuer's keys cannot be read: " + e.Message, e);
        }
        return set.Count > 0 ? set : throw new FormatException("the issuer has no key for RS256 or ES256");
    }

    /// <returns>The key that a token names, or the only one for its algorithm where it names none.</returns>
    public IssuerKey? Find(string? id, string algorithm)
    {
        var fitting = _keys.Where(key => key.Algorithm == algorithm && (id is null || key.Id == id)).Take(2).ToList();
        return fitting.Count == 1 || (id is not null && fitting.Count > 0) ? fitting[0] : null;
    }

    private static IssuerKey? KeyOf(JsonElement key)
    {
        try
        {
            if (Text(key, "use") is not (null or "sig")) return null;
            string? id = Text(key, "kid"), algorithm = Text(key, "alg");
            return Text(key, "kty") switch
            {
                "RSA" when algorithm is null or IssuerKey.Rs256 => IssuerKey.OfRsa(id, Bytes(key, "n"), Bytes(key, "e")),
                "EC" when algorithm is (null or IssuerKey.Es256) && Text(key, "crv") == "P-256" => IssuerKey.OfP256(id, Bytes(key, "x"), Bytes(key, "y")),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement key, string name) => key.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(key.GetProperty(name).GetString() ?? ""));
}
