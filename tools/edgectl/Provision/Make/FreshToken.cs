using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Edgectl.Provision.Make;

/// <summary>Tokens as the daemon makes them: <c>edge_</c> and 256 random bits in base64url.</summary>
internal static class FreshToken
{
    private const int SecretBytes = 32;

    public static string Make() => "edge_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static string Sha256(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
