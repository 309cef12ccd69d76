using System.Text.Json;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the CoAP server met, by the names of <see cref="CoapCount"/>.</summary>
internal static class CoapMetrics
{
    private static readonly (CoapCount Count, string Name)[] s_names =
        [.. Enum.GetValues<CoapCount>().Select(count => (count, JsonNamingPolicy.SnakeCaseLower.ConvertName(count.ToString())))];

    public static void Write(CoapListeners listeners, MetricsWriter metrics)
    {
        metrics.Family("edge_coap_events_total", MetricKind.Counter, "What the CoAP server met: requests, and what it refused, dropped or sent again.");
        foreach (var (count, name) in s_names) metrics.Sample(listeners.Counters[count], "event", name);
        metrics.Family("edge_coap_dtls_sessions", MetricKind.Gauge, "Sessions of DTLS that are open.");
        metrics.Sample(listeners.Sessions);
    }
}
