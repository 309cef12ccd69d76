using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>What devices post to one path over CoAP becomes readings.</summary>
/// <exception cref="FormatException">The path or a pointer of the mapping is wrong.</exception>
internal sealed class CoapSource(CoapSourceOptions options, ReadingSink sink, TimeProvider time) : TypedSource(options, Type, sink, null, time)
{
    public const string Type = "coap";
}
