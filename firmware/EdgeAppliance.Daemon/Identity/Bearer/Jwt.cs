using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>A JSON Web Token (RFC 7519) as it came, in the compact form of RFC 7515: nothing of it is believed yet.</summary>
internal sealed record Jwt
{
    public const int BytesMax = 8 << 10;

    private const int AudiencesMax = 16;

    /// <summary>What its signature is made by, such as <c>ES256</c>.</summary>
    public required string Algorithm { get; init; }

    public string? KeyId { get; init; }

    public required string Issuer { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>RFC 8693 section 4.2: words with spaces between.</summary>
    public string Scope { get; init; } = "";

    /// <summary>What the signature is of: header and claims as they came.</summary>
    public required byte[] Signed { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>Whether a password is one of these rather than a text: three parts, the first of which begins an object.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> text) => text.StartsWith("eyJ"u8) && text.Count((byte)'.') == 2;

    /// <exception cref="FormatException">It is no such token, or one that asks for what is not known here.</exception>
    public static Jwt Read(ReadOnlySpan<byte> text)
    {
        if (text.Length > BytesMax) throw new FormatException($"it has more than {BytesMax} bytes");
        int first = text.IndexOf((byte)'.'), second = text.LastIndexOf((byte)'.');
        if (first < 0 || second == first || text[(first + 1)..second].Contains((byte)'.')) throw new FormatException("it has not three parts");
        try
        {
            using var header = Part(text[..first]);
            using var claims = Part(text[(first + 1)..second]);
            return Read(header.RootElement, claims.RootElement) with { Signed = text[..second].ToArray(), Signature = Decode(text[(second + 1)..]) };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("it is no token: " + e.Message, e);
        }
    }

    private static Jwt Read(JsonElement header, JsonElement claims)
    {
        CheckNames(header);
        CheckNames(claims);
        // RFC 7515 section 4.1.11: who does not know what must be known refuses.
        if (header.TryGetProperty("crit", out _)) throw new FormatException("it needs an extension ('crit')");
        return new Jwt
        {
            Algorithm = Text(header, "alg") ?? throw new FormatException("it names no algorithm"),
            KeyId = Text(header, "kid"),
            Issuer = Text(claims, "iss") ?? throw new FormatException("it names no issuer"),
            Subject = Text(claims, "sub") ?? throw new FormatException("it names no subject"),
            Audiences = Audience(claims),
            Expires = Time(claims, "exp") ?? throw new FormatException("it never expires"),
            NotBefore = Time(claims, "nbf"),
            Scope = Text(claims, "scope") ?? "",
            Signed = [],
            Signature = [],
        };
    }

    // Section 4 of RFC 7519 leaves open which of two claims of one name counts; here it would be a way to show one and mean the other.
    private static void CheckNames(JsonElement part)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in part.EnumerateObject())
            if (!seen.Add(member.Name)) throw new FormatException("a name is there twice");
    }

    private static List<string> Audience(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience)) throw new FormatException("it names no audience");
        if (audience.ValueKind == JsonValueKind.String) return [audience.GetString()!];
        if (audience.GetArrayLength() > AudiencesMax) throw new FormatException($"it has more than {AudiencesMax} audiences");
        return [.. audience.EnumerateArray().Select(one => one.GetString() ?? throw new FormatException("an audience is null"))];
    }

    private static string? Text(JsonElement part, string name) => part.TryGetProperty(name, out var value) ? value.GetString() : null;

    // Section 2 of RFC 7519: seconds, and parts of one.
    private static DateTimeOffset? Time(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value)) return null;
        double seconds = value.GetDouble();
        return seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : throw new FormatException($"'{name}' is no time");
    }

    private static JsonDocument Part(ReadOnlySpan<byte> text) => JsonDocument.Parse(Decode(text), new JsonDocumentOptions { MaxDepth = 8 });

    // Section 2 of RFC 7515: without padding, and without anything else.
    private static byte[] Decode(ReadOnlySpan<byte> text)
    {
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (text.ContainsAny(s_others) || Base64Url.DecodeFromUtf8(text, bytes, out int read, out int written) != OperationStatus.Done || read != text.Length)
            throw new FormatException("a part of it is no base64url");
        return bytes[..written];
    }

    private static readonly SearchValues<byte> s_others = SearchValues.Create("= \t\r\n"u8);
}
