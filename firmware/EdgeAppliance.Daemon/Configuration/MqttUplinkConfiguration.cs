namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Records sent to an MQTT 5 broker.</summary>
/// <param name="Topic">May hold <c>{device}</c>, <c>{pipeline}</c> and <c>{subject}</c>.</param>
internal sealed record MqttUplinkConfiguration(string Name, Uri Url, string Topic) : UplinkConfiguration(Name, "mqtt")
{
    public string? User { get; init; }

    public Secret? Password { get; init; }

    public UplinkTls Tls { get; init; } = new(null, null, null);

    public UplinkPace Pace { get; init; } = new();

    /// <summary>A link that is silent for this long is asked for a sign of life, and given up without one.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);
}
