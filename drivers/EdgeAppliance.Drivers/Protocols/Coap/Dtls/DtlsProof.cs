namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>Whom a handshake has proven a client to be.</summary>
/// <param name="Until">When what proved it is of use no more; null where that has no end.</param>
internal sealed record DtlsProof(string Device, DateTimeOffset? Until = null);
