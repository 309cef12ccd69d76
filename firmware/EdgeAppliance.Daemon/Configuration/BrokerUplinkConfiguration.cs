namespace EdgeAppliance.Daemon.Configuration;

/// <summary>An uplink to an MQTT broker, whatever its messages are.</summary>
internal abstract record BrokerUplinkConfiguration(string Name, string Type, Uri Url) : UplinkConfiguration(Name, Type)
{
    public string? User { get; init; }

    public Secret? Password { get; init; }

    public UplinkTls Tls { get; init; } = new(null, null, null);

    public UplinkPace Pace { get; init; } = new();

    /// <summary>A link that is silent for this long is asked for a sign of life, and given up without one.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether MQTT 5 is spoken, rather than 3.1.1.</summary>
    public bool IsVersion5 { get; init; } = true;

    public override TimeSpan SilenceMax => KeepAlive;
}
