using System.Globalization;
using EdgeAppliance.Daemon.Http.Metrics;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the process takes.</summary>
internal static class ProcessMetrics
{
    public static void Write(MetricsWriter metrics)
    {
        metrics.Family("edge_process_cpu_seconds_total", MetricKind.Counter, "Processor time taken.");
        metrics.Sample(Environment.CpuUsage.TotalTime.TotalSeconds);
        metrics.Family("edge_process_threads", MetricKind.Gauge, "Threads of the runtime's pool.");
        metrics.Sample(ThreadPool.ThreadCount);
        metrics.Family("edge_process_gc_collections_total", MetricKind.Counter, "Garbage collections.");
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
            metrics.Sample(GC.CollectionCount(generation), "generation", generation.ToString(CultureInfo.InvariantCulture));
        metrics.Family("edge_process_allocated_bytes_total", MetricKind.Counter, "Bytes allocated on the managed heap.");
        metrics.Sample(GC.GetTotalAllocatedBytes());
        metrics.Family("edge_process_heap_bytes", MetricKind.Gauge, "Bytes of the managed heap.");
        metrics.Sample(GC.GetTotalMemory(forceFullCollection: false));
    }
}
