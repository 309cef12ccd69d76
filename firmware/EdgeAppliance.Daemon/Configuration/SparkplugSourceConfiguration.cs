using EdgeAppliance.Daemon.Ingest.Sparkplug;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Readings that Sparkplug B edge nodes publish to the embedded broker.</summary>
internal sealed record SparkplugSourceConfiguration(string Name, bool Durable, SparkplugSourceOptions Options)
    : SourceConfiguration(Name, SparkplugSource.Type, Durable);
