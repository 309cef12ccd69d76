using System.Text;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>A bearer token as HTTP brings it (RFC 6750 section 2.1).</summary>
internal static class BearerCredential
{
    private const string Scheme = "Bearer ";

    /// <returns>Empty where the header is none of these.</returns>
    public static ReadOnlySpan<char> Of(string header) =>
        header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Scheme.Length).Trim() : default;

    /// <returns>The token where it is an issuer's; null where it is not.</returns>
    public static byte[]? Jwt(string header)
    {
        var token = Of(header);
        if (token.IsEmpty) return null;
        byte[] bytes = Encoding.UTF8.GetBytes(token.ToArray());
        return Identity.Bearer.Jwt.LooksLikeOne(bytes) ? bytes : null;
    }
}
