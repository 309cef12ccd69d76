namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>A pre-shared key, and the device that it proves.</summary>
internal sealed record DtlsKey(byte[] Key, string Device);
