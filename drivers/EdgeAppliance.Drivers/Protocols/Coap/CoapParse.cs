namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a datagram is.</summary>
internal enum CoapParse
{
    Message,

    /// <summary>Shorter than a header, or of another version: passed over silently (RFC 7252 section 3).</summary>
    Ignored,

    /// <summary>A header with something wrong behind it: a confirmable one is answered with a Reset (RFC 7252 section 4.2).</summary>
    FormatError,
}
