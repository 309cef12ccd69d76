namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A source of type <c>coap-client</c>.</summary>
internal sealed record CoapClientOptions(CoapAddress Address)
{
    /// <summary>Empty for whatever the device's own list names.</summary>
    public IReadOnlyList<CoapChannel> Channels { get; init; } = [];

    /// <summary>Whether the device is asked to tell of changes; without, it is asked at each beat.</summary>
    public bool Observes { get; init; }

    public IReadOnlyDictionary<string, CoapCommand> Commands { get; init; } = new Dictionary<string, CoapCommand>();

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of the pre-shared key; empty without DTLS.</summary>
    public string Identity { get; init; } = "";

    public byte[] Key { get; init; } = [];
}
