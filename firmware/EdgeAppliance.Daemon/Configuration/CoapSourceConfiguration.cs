using EdgeAppliance.Daemon.Ingest.Coap;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Readings that devices post over CoAP.</summary>
internal sealed record CoapSourceConfiguration(string Name, bool Durable, CoapSourceOptions Options) : SourceConfiguration(Name, CoapSource.Type, Durable);
