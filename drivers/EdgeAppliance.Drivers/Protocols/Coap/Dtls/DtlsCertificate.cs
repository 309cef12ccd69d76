namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>What a server shows: an ECDSA certificate and its key.</summary>
/// <param name="Chain">DER, the server's own first.</param>
/// <param name="Pkcs8">The private key, DER.</param>
internal sealed record DtlsCertificate(IReadOnlyList<byte[]> Chain, byte[] Pkcs8);
