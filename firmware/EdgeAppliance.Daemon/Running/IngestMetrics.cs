using System.Text.Json;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Ingest.Http;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What became of posts, beside the readings that the pages count.</summary>
internal static class IngestMetrics
{
    public static void Write(MetricsWriter metrics, IReadOnlyList<HttpSource> sources)
    {
        metrics.Family("edge_ingest_requests_total", MetricKind.Counter, "Requests that brought readings, by what became of them.");
        foreach (var source in sources)
            foreach (var outcome in Enum.GetValues<PostOutcome>())
                metrics.Sample(source.Requests.Requests(outcome), "source", source.Name, "outcome", JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()));
        metrics.Family("edge_ingest_body_bytes_total", MetricKind.Counter, "Bytes of their bodies, inflated.");
        foreach (var source in sources) metrics.Sample(source.Requests.Bytes, "source", source.Name);
    }
}
