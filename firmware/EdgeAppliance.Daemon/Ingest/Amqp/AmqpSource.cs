using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What devices send to the appliance's own addresses becomes readings.</summary>
/// <exception cref="FormatException">The address or a pointer of the mapping is wrong.</exception>
internal sealed class AmqpSource(AmqpSourceOptions options, ReadingSink sink, KeyMemory? keys, TimeProvider time) : TypedSource(options, Type, sink, keys, time)
{
    public const string Type = "amqp";
}
