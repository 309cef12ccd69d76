using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>
/// The text of a token, or of a device's secret: <c>edge_</c> and 256 random bits in base64url. With so much chance in it a plain SHA-256 keeps it as safe
/// as a slow password hash would, and costs a request nothing.
/// </summary>
internal static class TokenText
{
    public const int CharsMax = 128;
    private const string Prefix = "edge_";
    private const int SecretBytes = 32;

    public static string Make()
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        RandomNumberGenerator.Fill(secret);
        return Prefix + Base64Url.EncodeToString(secret);
    }

    public static byte[] Hash(ReadOnlySpan<char> token)
    {
        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(CharsMax)];
        int length = Encoding.UTF8.GetBytes(token, text);
        return SHA256.HashData(text[..length]);
    }
}
