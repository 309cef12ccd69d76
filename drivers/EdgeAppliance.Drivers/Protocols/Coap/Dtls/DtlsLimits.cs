namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>What is taken at most of those who are not known yet, and in each case what happens at the limit.</summary>
internal sealed record DtlsLimits
{
    public static DtlsLimits Default { get; } = new();

    /// <summary>At it the one silent longest is closed, unless all are busy: then a new one is not heard.</summary>
    public int SessionsMax { get; init; } = 1024;

    /// <summary>A session that is silent for so long is closed, unless something is under way with it. Its device shakes hands anew.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Each takes a thread. A further one is not heard; its client asks again.</summary>
    public int HandshakesMax { get; init; } = 32;

    /// <summary>An address of IPv6 counts with its whole /64, which belongs to one site.</summary>
    public int HandshakesPerAddressMax { get; init; } = 8;

    /// <summary>Datagrams of one handshake that wait; further ones are dropped, as a network may.</summary>
    public int WaitingMax { get; init; } = 32;

    public int IdentityBytesMax { get; init; } = 128;

    /// <summary>A handshake that takes longer has failed.</summary>
    public int HandshakeMilliseconds { get; init; } = 10_000;
}
