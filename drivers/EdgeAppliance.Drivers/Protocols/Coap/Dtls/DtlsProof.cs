namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>Whom a handshake has proven a client to be.</summary>
/// <param name="Until">When what proved it is of use no more; null where that has no end.</param>
/// <param name="Holds">Whether it is still of use beside that, which may change; null where it is.</param>
internal sealed record DtlsProof(string Device, DateTimeOffset? Until = null, Func<bool>? Holds = null);
