using EdgeAppliance.Daemon.Ingest.Amqp;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Records sent to a broker of AMQP 1.0 as CloudEvents.</summary>
/// <param name="Address">As the broker names queues; may hold <c>{device}</c> and <c>{pipeline}</c>.</param>
internal sealed record AmqpUplinkConfiguration(string Name, Uri Url, string Address) : BrokerUplinkConfiguration(Name, AmqpSource.Type, Url);
