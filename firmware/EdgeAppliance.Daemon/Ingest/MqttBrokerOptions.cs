namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What the embedded broker allows, and what happens at each limit.</summary>
public sealed record MqttBrokerOptions
{
    /// <summary>Topic aliases that a client may have.</summary>
    internal const int TopicAliasMaximum = 32;

    /// <summary>Clients at once; a further one is told 0x97 (3.1.1: 3). As many again may be open without having said who they are.</summary>
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>Connections of one device, likewise.</summary>
    public int ConnectionsPerDeviceMax { get; init; } = 64;

    /// <summary>Clients that are let in a second, and at once after a silence; further ones are told 0x9F (3.1.1: 3). 0 for any number.</summary>
    public int ConnectsPerSecond { get; init; } = 1000;

    /// <summary>A packet whose body is longer ends its connection (0x95).</summary>
    public int PacketBytesMax { get; init; } = 256 * 1024;

    /// <summary>How long a connection may take to say who it is.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Publishes of one client that may wait for their acknowledgement; at it the client is closed (0x93).</summary>
    public int UnacknowledgedMax { get; init; } = 4096;

    /// <summary>Publishes of one client a second; more are answered with 0x97, before version 5 they are made to wait. 0 for any number.</summary>
    public int PublishesPerSecond { get; init; }

    /// <summary>Messages to one client that it has not acknowledged.</summary>
    public int InFlightMax { get; init; } = 32;

    /// <summary>Messages that wait for one client; further ones are not told to it.</summary>
    public int QueueMax { get; init; } = 1000;

    /// <summary>Bytes of them.</summary>
    public long QueueBytesMax { get; init; } = 4 << 20;

    /// <summary>Bytes of all clients' together.</summary>
    public long QueuedBytesMax { get; init; } = 64 << 20;

    /// <summary>Sessions of clients that are away; where there are more, the one that has been away for longest ends.</summary>
    public int SessionsMax { get; init; } = 4096;

    /// <summary>How long a session outlives its connection at most.</summary>
    public TimeSpan SessionExpiryMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Subscriptions of one client; a further one is refused with 0x97 (3.1.1: 0x80).</summary>
    public int SubscriptionsMax { get; init; } = 256;

    /// <summary>Topics with a retained message; further ones are passed on but not retained, and answered with 0x97.</summary>
    public int RetainedTopicsMax { get; init; } = 1024;

    /// <summary>Bytes of them, likewise.</summary>
    public long RetainedBytesMax { get; init; } = 16 << 20;

    /// <summary>Web sites whose pages may connect by WebSocket, beside the appliance's own; <c>*</c> for all.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Whether all is the same, the web sites too.</summary>
    internal bool IsSame(MqttBrokerOptions other) => this with { Origins = [] } == other with { Origins = [] } && Origins.SequenceEqual(other.Origins);
}
