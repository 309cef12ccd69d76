namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>A source of type <c>amqp</c>.</summary>
internal sealed record AmqpSourceOptions : TypedSourceOptions
{
    /// <summary>A channel that grows with each reading of a device, by which one that is sent again is recognised; null where there is none.</summary>
    public string? Key { get; init; }

    /// <summary>Where messages are taken from; null where devices send them here.</summary>
    public AmqpQueueOptions? Queue { get; init; }
}
