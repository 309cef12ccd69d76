namespace EdgeAppliance.Core.Identity;

/// <summary>One certificate, known by the SHA-256 of its bytes.</summary>
/// <param name="Sha256">In lower-case hex digits.</param>
public sealed record ThumbprintCredential(string Sha256) : DeviceCredential
{
    private const int HashBytes = 32;

    /// <param name="text">Hex digits, with or without the colons that openssl writes.</param>
    /// <exception cref="FormatException">It is no SHA-256.</exception>
    public static ThumbprintCredential Parse(string text)
    {
        byte[] bytes = Convert.FromHexString(text.Replace(":", "", StringComparison.Ordinal));
        return bytes.Length == HashBytes ? new ThumbprintCredential(Convert.ToHexStringLower(bytes)) : throw new FormatException("a SHA-256 has 64 hex digits");
    }
}
