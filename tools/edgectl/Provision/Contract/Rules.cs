using System.Buffers.Text;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>What texts of a <c>provision.json</c> must look like. They end up in files that are read line by line, so that none may hold more than it says.</summary>
internal static class Rules
{
    private static readonly string[] s_keyTypes =
        ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

    /// <summary>A label of RFC 1123, which is what the kernel and networks take.</summary>
    public static bool IsHostLabel(string text) =>
        text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && text[0] != '-' && text[^1] != '-';

    public static bool IsHost(string text) => IsAddress(text) || (text.Length <= 253 && text.TrimEnd('.').Split('.').All(IsHostLabel));

    /// <summary>Written in full: <c>1</c> is an address to the parser too.</summary>
    public static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address) && !text.Contains('%') && !text.Contains('[')
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3);

    /// <summary>An address with the length of its prefix.</summary>
    public static bool IsPrefixed(string text)
    {
        int slash = text.IndexOf('/');
        if (slash < 0 || !IsAddress(text[..slash])) return false;
        int most = IPAddress.Parse(text.AsSpan(0, slash)).AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        return int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length >= 1 && length <= most;
    }

    /// <summary>Names of the time zone database, none of which leaves its folder.</summary>
    public static bool IsTimeZone(string text) =>
        text.Length <= 64 && text.Split('/').All(part => part.Length > 0 && char.IsAsciiLetter(part[0]) && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+'));

    public static bool IsCountry(string text) => text.Length == 2 && text.All(char.IsAsciiLetterUpper);

    public static bool IsSsid(string text) => Encoding.UTF8.GetByteCount(text) is > 0 and <= 32;

    public static bool IsPsk(string text) =>
        (text.Length is >= 8 and <= 63 && text.All(c => c is >= ' ' and <= '~')) || (text.Length == 64 && text.All(char.IsAsciiHexDigit));

    public static bool IsSha256(string text) => text.Length == 64 && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    public static bool IsUrl(string text, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url is { UserInfo.Length: 0, Host.Length: > 0 } && !text.Contains(' ');

    public static bool IsEndPoint(string text) => text.Contains(':') && !text.EndsWith(']') && IPEndPoint.TryParse(text, out var place) && place.Port > 0;

    /// <summary>A name that a device tree gives.</summary>
    public static bool IsLineName(string text) => text.All(c => c is > ' ' and <= '~');

    /// <summary>A line of <c>authorized_keys</c> without options: those could run programs.</summary>
    public static bool IsSshKey(string text)
    {
        string[] parts = text.Split(' ', 3);
        if (parts.Length < 2 || !s_keyTypes.Contains(parts[0]) || !Base64.IsValid(parts[1])) return false;
        byte[] blob = Convert.FromBase64String(parts[1]);
        // RFC 4253 section 6.6: the kind stands in the key again, behind its length.
        return blob.Length > 4 + parts[0].Length + 4 && BinaryPrimitives.ReadInt32BigEndian(blob) == parts[0].Length
            && blob.AsSpan(4, parts[0].Length).SequenceEqual(Encoding.ASCII.GetBytes(parts[0]));
    }
}
