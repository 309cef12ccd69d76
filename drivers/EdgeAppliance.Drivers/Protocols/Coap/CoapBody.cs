namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>The blocks of a request's body that have come (RFC 7959 section 2.5).</summary>
/// <param name="Key">Of the request that they belong to.</param>
internal sealed class CoapBody(ulong key, byte[] bytes, long startedMs)
{
    public ulong Key { get; } = key;

    public byte[] Bytes { get; set; } = bytes;

    public int Length { get; set; }

    public long LastMs { get; set; } = startedMs;
}
