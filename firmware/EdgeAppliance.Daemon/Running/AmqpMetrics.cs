using System.Text.Json;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the AMQP listener met, by the names of <see cref="AmqpCount"/>.</summary>
internal static class AmqpMetrics
{
    private static readonly (AmqpCount Count, string Name)[] s_names =
        [.. Enum.GetValues<AmqpCount>().Select(count => (count, JsonNamingPolicy.SnakeCaseLower.ConvertName(count.ToString())))];

    public static void Write(AmqpListeners listeners, MetricsWriter metrics)
    {
        metrics.Family("edge_amqp_events_total", MetricKind.Counter, "What the AMQP listener met: connections, links and messages, and what it refused.");
        foreach (var (count, name) in s_names) metrics.Sample(listeners.Counters[count], "event", name);
        metrics.Family("edge_amqp_connections", MetricKind.Gauge, "Connections of AMQP that were let in.");
        metrics.Sample(listeners.Connections);
    }
}
