namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>A source of type <c>coap</c>.</summary>
internal sealed record CoapSourceOptions : TypedSourceOptions;
