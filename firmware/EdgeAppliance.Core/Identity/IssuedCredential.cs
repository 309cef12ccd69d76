namespace EdgeAppliance.Core.Identity;

/// <summary>A certificate that the appliance's own site authority issued to the device: it needs no other to vouch for it.</summary>
/// <param name="Sha256">Of its bytes, in lower-case hex digits.</param>
/// <param name="Serial">By which a revocation list names it, in lower-case hex digits.</param>
public sealed record IssuedCredential(string Sha256, string Serial, DateTimeOffset Expires) : DeviceCredential
{
    private const int SerialBytesMax = 20; // RFC 5280 section 4.1.2.2

    /// <exception cref="FormatException">It is no SHA-256, or no serial number.</exception>
    public static IssuedCredential Parse(string sha256, string serial, DateTimeOffset expires)
    {
        byte[] bytes = Convert.FromHexString(serial);
        if (bytes.Length is 0 or > SerialBytesMax) throw new FormatException($"a serial number has 1 to {SerialBytesMax} bytes");
        return new IssuedCredential(ThumbprintCredential.Parse(sha256).Sha256, Convert.ToHexStringLower(bytes), expires);
    }
}
