namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What the embedded broker allows.</summary>
public sealed record MqttBrokerOptions
{
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>A packet whose body is longer ends its connection.</summary>
    public int PacketBytesMax { get; init; } = 256 * 1024;

    /// <summary>How long a connection may take to say who it is.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Publishes of one client that may wait for their acknowledgement; at it the client is closed.</summary>
    public int UnacknowledgedMax { get; init; } = 4096;

    /// <summary>Topics with a retained message; further ones are passed on but not retained.</summary>
    public int RetainedTopicsMax { get; init; } = 1024;
}
