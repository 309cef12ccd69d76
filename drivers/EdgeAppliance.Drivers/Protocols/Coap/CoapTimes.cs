namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>How often and when a confirmable message is sent again (RFC 7252 section 4.8).</summary>
internal sealed record CoapTimes
{
    public static CoapTimes Default { get; } = new();

    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The first timeout is the above times 1 to this.</summary>
    public double AckRandomFactor { get; init; } = 1.5;

    public int RetransmitMax { get; init; } = 4;

    /// <summary>A request that is not answered by then is acknowledged emptily, and answered separately.</summary>
    public TimeSpan AckWithin { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a message id means the same message (EXCHANGE_LIFETIME).</summary>
    public TimeSpan ExchangeLifetime { get; init; } = TimeSpan.FromSeconds(247);
}
