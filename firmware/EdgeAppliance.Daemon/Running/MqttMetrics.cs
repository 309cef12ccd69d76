using System.Text.Json;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the embedded broker holds, and what it met by the names of <see cref="MqttCount"/>.</summary>
internal static class MqttMetrics
{
    private static readonly (MqttCount Count, string Name)[] s_names =
        [.. Enum.GetValues<MqttCount>().Select(count => (count, JsonNamingPolicy.SnakeCaseLower.ConvertName(count.ToString())))];

    public static void Write(MqttBroker broker, MetricsWriter metrics)
    {
        metrics.Family("edge_mqtt_events_total", MetricKind.Counter, "What the MQTT broker met: clients, messages, and what it refused, dropped or ended.");
        foreach (var (count, name) in s_names) metrics.Sample(broker.Counters[count], "event", name);
        Gauge("edge_mqtt_connections", "Clients that are connected.", broker.Connections);
        Gauge("edge_mqtt_sessions", "Sessions of clients that are here, and of those that are away.", broker.Sessions);
        Gauge("edge_mqtt_subscriptions", "Subscriptions of all sessions.", broker.Subscriptions);
        Gauge("edge_mqtt_retained_topics", "Topics with a retained message.", broker.RetainedTopics);
        Gauge("edge_mqtt_queued_bytes", "What waits for clients, in bytes.", broker.QueuedBytes);

        void Gauge(string name, string help, double value)
        {
            metrics.Family(name, MetricKind.Gauge, help);
            metrics.Sample(value);
        }
    }
}
