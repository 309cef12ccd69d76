namespace EdgeAppliance.Core.Identity;

/// <summary>A bearer token (RFC 9068) whose subject is this, from the issuer that the appliance trusts.</summary>
public sealed record TokenCredential(string Subject) : DeviceCredential
{
    private const int CharsMax = 255; // OpenID Connect Core 1.0 section 2

    /// <exception cref="FormatException">It is no subject.</exception>
    public static TokenCredential Parse(string text) =>
        text.Length is > 0 and <= CharsMax ? new TokenCredential(text) : throw new FormatException($"a token's subject has 1 to {CharsMax} characters");
}
