using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Http.Metrics;

/// <summary>The metrics of what the pages hold, so that a page and its metrics never differ.</summary>
internal static class PageMetrics
{
    private const MetricKind Counter = MetricKind.Counter;
    private const MetricKind Gauge = MetricKind.Gauge;

    private static readonly string[] s_doors = [.. Enum.GetNames<DeviceDoor>().Select(name => name.ToLowerInvariant())];

    public static void Write(IApplianceView view, MetricsWriter metrics)
    {
        var status = view.Status();
        Appliance(status, metrics);
        Pipelines(status.Pipelines, metrics);
        Uplinks(status.Uplinks, metrics);
        Sources(view.Sources().Sources, metrics);
        Models(view.Models(), metrics);
        Updates(view.Updates(), metrics);
        Outbox(view.Outbox(), metrics);
        Devices(view.Devices(), metrics);
    }

    private static void Appliance(StatusPage status, MetricsWriter metrics)
    {
        metrics.Family("edge_appliance_info", Gauge, "Always 1; the labels tell what runs.");
        metrics.Sample(1, "device", status.Device, "version", status.Version);
        metrics.Family("edge_appliance_uptime_seconds", Gauge, "Time since the daemon's start.");
        metrics.Sample(status.UptimeSeconds);
        metrics.Family("edge_appliance_ready", Gauge, "1 where the appliance does its work.");
        metrics.Sample(status.Ready ? 1 : 0);
        metrics.Family("edge_appliance_resident_bytes", Gauge, "Memory that the daemon takes.");
        metrics.Sample(status.ResidentBytes);
        metrics.Family("edge_clock_known", Gauge, "1 where the clock is known to be right.");
        metrics.Sample(status.Clock.Known ? 1 : 0);
        metrics.Family("edge_health_condition", Gauge, "1 for every condition that lasts.");
        foreach (var condition in status.Conditions)
            metrics.Sample(1, "code", condition.Code, "subject", condition.Subject, "severity", condition.Severity.ToString().ToLowerInvariant());
        metrics.Family("edge_store_bytes", Gauge, "What the store's files take.");
        metrics.Sample(status.Store.Bytes);
        metrics.Family("edge_store_free_bytes", Gauge, "What is free on the store's file system.");
        metrics.Sample(status.Store.FreeBytes);
        metrics.Family("edge_store_syncs_total", Counter, "Commits made durable.");
        metrics.Sample(status.Store.Syncs);
    }

    private static void Pipelines(IReadOnlyList<PipelineStatus> pipelines, MetricsWriter metrics)
    {
        Each("edge_pipeline_readings_total", Counter, "Readings processed.", p => p.Readings);
        Each("edge_pipeline_records_total", Counter, "Records made, alarms among them.", p => p.Records);
        Each("edge_pipeline_alarms_total", Counter, "Alarms raised or cleared.", p => p.Alarms);
        Each("edge_pipeline_refused_readings_total", Counter, "Readings not processed, as those of devices over the limit.", p => p.Refused);
        Each("edge_pipeline_lost_readings_total", Counter, "Readings of sources that are not durable, which came while the pipeline could not take them.", p => p.Lost);
        Each("edge_pipeline_withheld_readings_total", Counter, "Readings left out because their stream's privacy budget was spent, and groups because too few devices stood behind them.", p => p.Withheld);
        Each("edge_pipeline_pictures_total", Counter, "Pictures decoded.", p => p.Pictures);
        Each("edge_pipeline_late_values_total", Counter, "Values that an align step left out because they came too late.", p => p.LateValues);
        Each("edge_pipeline_refused_pictures_total", Counter, "Pictures left out, as they could not be decoded or must not be seen.", p => p.PicturesRefused);
        Each("edge_pipeline_lag_readings", Gauge, "Stored readings that the pipeline has yet to pass.", p => p.Lag);
        Each("edge_pipeline_running", Gauge, "0 where the pipeline stands still.", p => p.Condition is null ? 1 : 0);

        void Each(string name, MetricKind kind, string help, Func<PipelineStatus, double> value)
        {
            metrics.Family(name, kind, help);
            foreach (var pipeline in pipelines) metrics.Sample(value(pipeline), "pipeline", pipeline.Name);
        }
    }

    private static void Uplinks(IReadOnlyList<UplinkStatus> uplinks, MetricsWriter metrics)
    {
        Each("edge_uplink_connected", Gauge, "1 where there is a link.", u => u.Connected ? 1 : 0);
        Each("edge_uplink_connects_total", Counter, "Links made.", u => u.Connects);
        Each("edge_uplink_sent_records_total", Counter, "Records sent, those sent again among them.", u => u.Sent);
        Each("edge_uplink_acknowledged_records_total", Counter, "Records that the other side has acknowledged.", u => u.Acknowledged);
        Each("edge_uplink_refused_records_total", Counter, "Records that the other side can never take.", u => u.Refused);
        Each("edge_uplink_withheld_records_total", Counter, "Records of private pipelines that no privacy step had cleared.", u => u.Withheld);
        Each("edge_uplink_inflight_records", Gauge, "Records sent and not yet acknowledged.", u => u.InFlight);
        Each("edge_uplink_backlog_records", Gauge, "Records that wait in the outbox.", u => u.Backlog);

        void Each(string name, MetricKind kind, string help, Func<UplinkStatus, double> value)
        {
            metrics.Family(name, kind, help);
            foreach (var uplink in uplinks) metrics.Sample(value(uplink), "uplink", uplink.Name);
        }
    }

    private static void Sources(IReadOnlyList<SourceStatus> sources, MetricsWriter metrics)
    {
        Each("edge_source_readings_total", Counter, "Readings taken in.", s => s.Readings);
        Each("edge_source_refused_payloads_total", Counter, "Payloads that were no readings.", s => s.Refused);
        Each("edge_source_repeated_readings_total", Counter, "Readings sent again by a device and recognised.", s => s.Repeated);
        Each("edge_source_not_stored_readings_total", Counter, "Readings taken that could not be stored.", s => s.NotStored);
        Each("edge_source_devices", Gauge, "Devices seen.", s => s.Devices);

        void Each(string name, MetricKind kind, string help, Func<SourceStatus, double> value)
        {
            metrics.Family(name, kind, help);
            foreach (var source in sources) metrics.Sample(value(source), "source", source.Name);
        }
    }

    private static void Models(ModelsPage page, MetricsWriter metrics)
    {
        metrics.Family("edge_models_memory_bytes", Gauge, "What all loaded models together take.");
        metrics.Sample(page.MemoryBytes);
        metrics.Family("edge_models_memory_max_bytes", Gauge, "What all loaded models together may take.");
        metrics.Sample(page.MemoryBytesMax);
        metrics.Family("edge_model_info", Gauge, "Always 1; the labels tell which version runs, and where.");
        foreach (var model in page.Models) metrics.Sample(1, "model", model.Name, "version", model.Version, "provider", model.ProviderRunning ?? "");
        Each("edge_model_runs_total", Counter, "Inferences made.", m => m.Runs);
        Each("edge_model_failed_runs_total", Counter, "Inferences that failed.", m => m.FailedRuns);
        Each("edge_model_degraded", Gauge, "1 where the provider asked for does not run the model.", m => m.ProviderWhyNot is null ? 0 : 1);
        metrics.Family("edge_model_latency_milliseconds", Gauge, "Time of the last runs.");
        foreach (var model in page.Models)
        {
            if (model.LatencyP50Ms is { } p50) metrics.Sample(p50, "model", model.Name, "quantile", "0.5");
            if (model.LatencyP99Ms is { } p99) metrics.Sample(p99, "model", model.Name, "quantile", "0.99");
        }

        void Each(string name, MetricKind kind, string help, Func<ModelStatus, double> value)
        {
            metrics.Family(name, kind, help);
            foreach (var model in page.Models) metrics.Sample(value(model), "model", model.Name);
        }
    }

    private static void Updates(UpdatesPage page, MetricsWriter metrics)
    {
        metrics.Family("edge_updates_bytes_total", Counter, "Bytes of new versions, by where they came from: over the line, from neighbours, from sticks and folders, or from the disk.");
        metrics.Sample(page.BytesFetched, "from", "line");
        metrics.Sample(page.BytesFromPeers, "from", "peers");
        metrics.Sample(page.BytesFromFolders, "from", "folder");
        metrics.Sample(page.BytesReused, "from", "disk");
        metrics.Family("edge_updates_peers_refused_files_total", Counter, "Files that neighbours sent and that were not what they should be.");
        metrics.Sample(page.PeersRefused);
        metrics.Family("edge_updates_shelf_files", Gauge, "Files of installed bundles that neighbours may take from here.");
        metrics.Sample(page.Peers.Files);
        metrics.Family("edge_updates_shelf_bytes", Gauge, "Bytes of these files.");
        metrics.Sample(page.Peers.Bytes);
        metrics.Family("edge_updates_shelf_sent_files_total", Counter, "Files that neighbours took from here.");
        metrics.Sample(page.Peers.FilesSent);
        metrics.Family("edge_updates_shelf_sent_bytes_total", Counter, "Bytes that neighbours took from here.");
        metrics.Sample(page.Peers.BytesSent);
        metrics.Family("edge_updates_installs_total", Counter, "Installations that have ended, by how.");
        foreach (var (result, count) in page.Ended) metrics.Sample(count, "result", result);
        metrics.Family("edge_updates_failed_versions", Gauge, "Versions that are not taken.");
        metrics.Sample(page.Failed.Count);
        if (page.Hawkbit is { } hawkbit) Hawkbit(hawkbit, metrics);
    }

    private static void Hawkbit(HawkbitStatus hawkbit, MetricsWriter metrics)
    {
        metrics.Family("edge_hawkbit_polls_total", Counter, "Times that hawkBit was asked, by whether it answered.");
        metrics.Sample(hawkbit.Polls - hawkbit.FailedPolls, "result", "answered");
        metrics.Sample(hawkbit.FailedPolls, "result", "failed");
        metrics.Family("edge_hawkbit_actions_total", Counter, "Actions of hawkBit's that have ended, by how.");
        foreach (var (result, count) in hawkbit.Actions) metrics.Sample(count, "result", result);
        metrics.Family("edge_hawkbit_unsent_messages", Gauge, "What hawkBit was not told yet.");
        metrics.Sample(hawkbit.Unsent);
    }

    private static void Outbox(OutboxPage page, MetricsWriter metrics)
    {
        metrics.Family("edge_outbox_bytes", Gauge, "What waits in the outbox.");
        metrics.Sample(page.Bytes);
        metrics.Family("edge_outbox_max_bytes", Gauge, "What may wait in the outbox.");
        metrics.Sample(page.BytesMax);
        metrics.Family("edge_outbox_dropped_records_total", Counter, "Records dropped at the limit.");
        metrics.Sample(page.Dropped);
        metrics.Family("edge_outbox_gap_records_total", Counter, "Gap records made for dropped ones.");
        metrics.Sample(page.Gaps);
        metrics.Family("edge_outbox_written_bytes_total", Counter, "Written to the disk for readings and records.");
        metrics.Sample(page.Written);
        metrics.Family("edge_outbox_syncs_total", Counter, "Times that the disk was asked to make it stable.");
        metrics.Sample(page.Syncs);
        metrics.Family("edge_outbox_lane_records", Gauge, "Records that wait in a lane.");
        foreach (var lane in page.Lanes) metrics.Sample(lane.Count, "uplink", lane.Uplink, "priority", lane.Priority.ToString().ToLowerInvariant());
    }

    private static void Devices(DevicesPage page, MetricsWriter metrics)
    {
        metrics.Family("edge_device_known", Gauge, "Devices that are known, by their state.");
        foreach (var state in page.Devices.GroupBy(device => device.State)) metrics.Sample(state.Count(), "state", state.Key.ToString().ToLowerInvariant());
        metrics.Family("edge_device_connections", Gauge, "Connections of devices that are known.");
        metrics.Sample(page.Devices.Sum(device => device.Connections));
        metrics.Family("edge_device_admitted_total", Counter, "Connections that were let in.");
        metrics.Sample(page.Admitted);
        metrics.Family("edge_device_refused_total", Counter, "Connections that were not let in, by the reason and where they came in.");
        foreach (string door in s_doors)
        {
            var at = page.RefusedAt.GetValueOrDefault(door);
            foreach (string reason in page.Refused.Keys) metrics.Sample(at?.GetValueOrDefault(reason) ?? 0, "reason", reason, "door", door);
        }
        metrics.Family("edge_device_denied_total", Counter, "What devices asked for and may not.");
        metrics.Sample(page.PublishesDenied, "what", "publish");
        metrics.Sample(page.SubscriptionsDenied, "what", "subscribe");
        if (page.Behaviour is { } behaviour) Behaviour(behaviour, metrics);
    }

    private static void Behaviour(BehaviourPage page, MetricsWriter metrics)
    {
        metrics.Family("edge_device_watched", Gauge, "Devices whose behaviour is watched.");
        metrics.Sample(page.Watched);
        metrics.Family("edge_device_behaviour", Gauge, "Devices that are being learnt, that do not behave, and that are held back.");
        metrics.Sample(page.Learning, "state", "learning");
        metrics.Sample(page.Anomalous, "state", "anomalous");
        metrics.Sample(page.Throttled, "state", "throttled");
        metrics.Sample(page.Quarantined, "state", "quarantined");
        metrics.Family("edge_device_held_back_readings_total", Counter, "Readings that were not taken of devices that are held back.");
        metrics.Sample(page.Refused);
    }
}
