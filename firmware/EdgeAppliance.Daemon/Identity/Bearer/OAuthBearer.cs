namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>The SASL mechanism that carries a bearer token (RFC 7628), as MQTT 5 names authentication methods by (section 4.12).</summary>
internal static class OAuthBearer
{
    public const string Method = "OAUTHBEARER";

    private const byte Separator = 0x01;

    /// <param name="response">What the client says first (section 3.1): a header of GS2, then pairs, each with a separator behind it, and one more.</param>
    /// <returns>The token; empty where there is none.</returns>
    public static ReadOnlyMemory<byte> TokenOf(ReadOnlyMemory<byte> response)
    {
        // Of a channel's binding nothing is known here.
        if (!response.Span.StartsWith("n,"u8)) return default;
        var rest = response[(response.Span.IndexOf(Separator) + 1)..];
        while (rest.Span.IndexOf(Separator) is var end && end > 0)
        {
            var pair = rest[..end];
            rest = rest[(end + 1)..];
            if (pair.Span.StartsWith("auth=Bearer "u8)) return pair["auth=Bearer ".Length..];
        }
        return default;
    }
}
