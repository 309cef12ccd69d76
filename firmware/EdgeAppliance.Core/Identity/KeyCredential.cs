using System.Buffers;
using System.Text;

namespace EdgeAppliance.Core.Identity;

/// <summary>A key that both sides of DTLS have (RFC 4279). A hash would not do: the handshake needs the key itself.</summary>
public sealed record KeyCredential(byte[] Key) : DeviceCredential
{
    public const int BytesMin = 16;
    public const int BytesMax = 64;

    /// <param name="text">The key as text or, behind <c>0x</c>, in hexadecimal.</param>
    /// <exception cref="FormatException">It is no key.</exception>
    public static KeyCredential Parse(string text)
    {
        byte[] key = Encoding.UTF8.GetBytes(text);
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            key = new byte[(text.Length - 2) / 2];
            if (Convert.FromHexString(text.AsSpan(2), key, out _, out _) != OperationStatus.Done) key = [];
        }
        return key.Length is >= BytesMin and <= BytesMax
            ? new KeyCredential(key)
            : throw new FormatException($"a key has {BytesMin} to {BytesMax} bytes, as text or, behind 0x, in hexadecimal");
    }
}
