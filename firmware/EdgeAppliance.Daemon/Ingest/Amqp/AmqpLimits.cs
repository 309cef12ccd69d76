namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What the AMQP listener allows beside what <see cref="Drivers.Protocols.Amqp.AmqpSettings"/> says of each connection.</summary>
internal sealed record AmqpLimits
{
    /// <summary>A further one is told so, and closed.</summary>
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>How long a connection may take to say who it is.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(10);
}
