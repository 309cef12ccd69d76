namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>What is taken at most of those who are not known yet.</summary>
internal sealed record DtlsLimits
{
    public static DtlsLimits Default { get; } = new();

    /// <summary>At it the one silent longest is closed, unless all are busy: then a new one is not heard.</summary>
    public int SessionsMax { get; init; } = 1024;

    /// <summary>Each takes a thread. A further one is not heard; its client asks again.</summary>
    public int HandshakesMax { get; init; } = 32;

    public int HandshakesPerAddressMax { get; init; } = 8;

    /// <summary>Datagrams of one handshake that wait; further ones are dropped, as a network may.</summary>
    public int WaitingMax { get; init; } = 32;

    public int HandshakeMilliseconds { get; init; } = 10_000;
}
