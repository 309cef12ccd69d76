namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Content formats (RFC 7252 section 12.3, RFC 8428 section 12.3).</summary>
internal static class CoapFormat
{
    public const int None = -1;
    public const int Text = 0;
    public const int Links = 40;
    public const int OctetStream = 42;
    public const int Json = 50;
    public const int Cbor = 60;
    public const int SenMlJson = 110;
    public const int SenMlCbor = 112;
}
