namespace EdgeAppliance.Daemon.Http.Metrics;

internal enum MetricKind
{
    /// <summary>Only grows; its name ends in <c>_total</c>.</summary>
    Counter,
    Gauge,
}
