using EdgeAppliance.Daemon.Ingest.Http;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Readings that are posted over HTTP.</summary>
internal sealed record HttpSourceConfiguration(string Name, bool Durable, HttpSourceOptions Options) : SourceConfiguration(Name, HttpSource.Type, Durable)
{
    public override string? Key => Options.Key;
}
