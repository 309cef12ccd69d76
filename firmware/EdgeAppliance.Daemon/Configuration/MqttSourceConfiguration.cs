using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Readings that devices publish to the embedded broker.</summary>
internal sealed record MqttSourceConfiguration(string Name, bool Durable, MqttSourceOptions Options) : SourceConfiguration(Name, MqttSource.Type, Durable)
{
    public override string? Key => Options.Key;
}
