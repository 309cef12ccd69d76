namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a server takes at most, and in each case what happens at the limit.</summary>
internal sealed record CoapLimits
{
    public static CoapLimits Default { get; } = new();

    /// <summary>Addresses with something kept for them. At it the one silent longest is forgotten, unless all are busy: then a new one is not heard.</summary>
    public int PeersMax { get; init; } = 4096;

    /// <summary>Latest requests of one peer that are recognised when they are sent again; a client has one in flight (NSTART).</summary>
    public int ExchangesPerPeerMax { get; init; } = 64;

    /// <summary>Requests of one peer that wait for their answer; further ones get 5.03.</summary>
    public int PendingPerPeerMax { get; init; } = 64;

    public int PendingMax { get; init; } = 16_384;

    /// <summary>A body that comes in blocks; a longer one gets 4.13.</summary>
    public int BodyBytesMax { get; init; } = 64 * 1024;

    /// <summary>Of all bodies that are not whole yet. At it a new one gets 5.03.</summary>
    public long BodyBytesTotalMax { get; init; } = 8 << 20;

    /// <summary>Of all replies that are kept because they are fetched in blocks. At it one is not kept, and its next block gets 4.08.</summary>
    public long LongReplyBytesTotalMax { get; init; } = 8 << 20;

    /// <summary>At it a request to observe is answered once, without its Observe option (RFC 7641 section 4.1).</summary>
    public int ObserversMax { get; init; } = 1024;

    public int ObserversPerPeerMax { get; init; } = 16;

    /// <summary>How long half a body waits for its next block.</summary>
    public TimeSpan BodyWithin { get; init; } = TimeSpan.FromSeconds(60);
}
