using System.Text;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>A user name and a password as HTTP brings them (RFC 7617).</summary>
internal readonly record struct BasicCredential(string? User, byte[] Password)
{
    private const string Scheme = "Basic ";

    // A password has 256 characters at most.
    private const int CharsMax = 2048;

    /// <returns>Without a user where the header is none of these.</returns>
    public static BasicCredential Of(string header)
    {
        var none = new BasicCredential(null, []);
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > CharsMax) return none;
        byte[] bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out int length)) return none;
        int colon = bytes.AsSpan(0, length).IndexOf((byte)':');
        return colon < 0 ? none : new BasicCredential(Encoding.UTF8.GetString(bytes, 0, colon), bytes[(colon + 1)..length]);
    }
}
