using EdgeAppliance.Daemon.Ingest.Amqp;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Readings that devices send over AMQP, or that are taken from a broker's queue.</summary>
internal sealed record AmqpSourceConfiguration(string Name, bool Durable, AmqpSourceOptions Options) : SourceConfiguration(Name, AmqpSource.Type, Durable)
{
    public override string? Key => Options.Key;
}
