namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What is counted.</summary>
internal enum CoapCount
{
    Requests,
    Repeated,
    Ignored,
    SeparateResponses,
    FormatErrors,
    BadOptions,
    Retransmissions,
    GivenUp,
    PeersForgotten,
    PeersRefused,
    PendingRefused,
    BodiesRefused,
    BodiesExpired,
    ObserversRefused,
    Handshakes,
    HandshakesFailed,
    HandshakesRefused,
    RecordsDropped,
    SendFailed,
}
