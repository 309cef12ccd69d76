namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>Why a handshake failed, for whoever looks after the device.</summary>
/// <param name="IsGuess">It was by a wrong key, identity or certificate, rather than by the network.</param>
internal readonly record struct DtlsFailure(string Text, bool IsGuess);
