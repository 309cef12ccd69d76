using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Daemon.Behaviour;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging;
using Lane = EdgeAppliance.Storage.Outbox.LaneStatus;
using SourceStatus = EdgeAppliance.Daemon.Http.Pages.SourceStatus;
using StorePage = EdgeAppliance.Daemon.Http.Pages.StoreStatus;
using StoreNow = EdgeAppliance.Storage.Outbox.StoreStatus;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the running parts say of themselves, as the pages show it.</summary>
internal sealed class ApplianceView(Appliance appliance) : IApplianceView
{
    private const string StuckCode = "watchdog.stuck";

    public static string Version { get; } = typeof(ApplianceView).Assembly.GetName().Version?.ToString(3) ?? "";

    public bool IsAlive => !appliance.Board.Snapshot().Any(condition => condition.Code == StuckCode);

    public IReadOnlyList<string> NotReady()
    {
        var reasons = new List<string>();
        if (!appliance.Store.Status.IsOpen) reasons.Add("The outbox is not open.");
        if (!appliance.Pipelines.AllStarted) reasons.Add("Pipelines wait for the outbox.");
        if (appliance.Http is null) reasons.Add("It is starting.");
        return reasons;
    }

    public StatusPage Status()
    {
        var store = appliance.Store.Status;
        var notReady = NotReady();
        var now = appliance.Around.Time.GetUtcNow();
        return new StatusPage
        {
            Device = appliance.Configuration.Device.Id,
            Version = Version,
            BootId = appliance.Clock.BootId,
            StartedAt = appliance.StartedAt,
            UptimeSeconds = Math.Round(appliance.Uptime.TotalSeconds, 1),
            Ready = notReady.Count == 0,
            NotReady = notReady,
            ResidentBytes = Environment.WorkingSet,
            ConfiguredAt = appliance.ConfiguredAt,
            Clock = new ClockStatus(appliance.Clock.IsRight, now),
            Store = Page(store),
            Listeners = Listeners(),
            Pipelines = [.. appliance.Pipelines.All.Select(pipeline => Page(pipeline, store))],
            Uplinks = [.. appliance.Uplinks.All.Select(uplink => Page(uplink, store))],
            Hawkbit = appliance.Fetch.Hawkbit?.Page,
            Conditions = appliance.Board.Snapshot(),
        };
    }

    public SourcesPage Sources() => new([.. appliance.Sources.All.Select(Page)]);

    public ModelsPage Models() => appliance.Updates.Page(appliance.Pipelines.ModelUsers);

    public DeviceReport Bundles() => appliance.Report();
    public InstalledPage Installed() => ShelfPage.Of(appliance.Shelf.Shelf);

    public SentPage Sent() => new([.. appliance.Uplinks.All.Where(uplink => uplink.Sent is not null).Select(Sent)]);

    public UpdatesPage Updates() => UpdatesView.Page(appliance.Fetch, appliance.Updates, appliance.Peers);

    public OutboxPage Outbox()
    {
        var store = appliance.Store.Status;
        return new OutboxPage
        {
            Bytes = store.BytesUsed,
            BytesMax = store.BytesMax,
            WhenFull = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(appliance.Configuration.Outbox.WhenFull.ToString()),
            Dropped = store.RecordsDropped,
            Gaps = store.Gaps,
            Written = appliance.BytesWritten,
            WrittenPerDay = (long)(appliance.BytesWritten / Math.Max(1, appliance.Uptime.TotalSeconds) * TimeSpan.FromDays(1).TotalSeconds),
            Syncs = store.Syncs,
            Lanes = [.. store.Lanes.Select(Page)],
        };
    }

    public DevicesPage Devices() => DeviceView.Page(appliance.Devices, appliance.Clock.Floor) with
    {
        Behaviour = appliance.Configuration.Watches.Count > 0 ? BehaviourView.Page(appliance.Behaviour.Watch) : null,
    };

    public LogsPage Logs(long afterSequence, int linesMax)
    {
        var all = appliance.Around.Log.Ring.After(afterSequence, LogLevel.Trace, linesMax);
        long next = all.Count > 0 ? all[^1].Sequence : afterSequence;
        long missed = all.Count > 0 && afterSequence > 0 ? all[0].Sequence - afterSequence - 1 : 0;
        return new LogsPage([.. all.Select(entry => new LogLine(entry.Sequence, entry.Time, entry.Level, entry.From, entry.Text))], next, missed);
    }

    public void WriteMetrics(MetricsWriter metrics)
    {
        ProcessMetrics.Write(metrics);
        IngestMetrics.Write(metrics, [.. appliance.Sources.All.Select(running => running.Source).OfType<HttpSource>()]);
        CoapMetrics.Write(appliance.Sources.Coap, metrics);
        MqttMetrics.Write(appliance.Sources.Mqtt, metrics);
        AmqpMetrics.Write(appliance.Sources.Amqp, metrics);
    }

    private List<ListenerStatus> Listeners() =>
        [.. appliance.Http?.Listeners ?? [], .. appliance.Sources.Mqtt.EndPoints.Select(endPoint => new ListenerStatus(endPoint.Protocol, endPoint.Address.ToString())),
            .. appliance.Sources.Amqp.Ports.All.Select(port => new ListenerStatus(port.Wanted.Protocol, port.Address.ToString())),
            .. appliance.Sources.Coap.Listening.Select(listener => new ListenerStatus(listener.Scheme, listener.EndPoint.ToString()))];

    private StorePage Page(StoreNow store)
    {
        string folder = Path.Combine(appliance.Around.State.Path, "outbox");
        return new StorePage(folder, store.FileBytes, FreeBytes(folder), store.ReadingsEnd - store.ReadingsKept, store.ReadingsEnd) { Syncs = store.Syncs };
    }

    private static long FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static PipelineStatus Page(RunningPipeline pipeline, StoreNow store) => new()
    {
        Name = pipeline.Configuration.Name,
        From = pipeline.Configuration.From,
        Readings = pipeline.Runner?.Readings ?? 0,
        Records = pipeline.Runner?.Records ?? 0,
        Alarms = pipeline.Runner?.Alarms ?? 0,
        Refused = pipeline.Runner?.ReadingsRefused ?? 0,
        Lost = pipeline.Runner?.ReadingsLost ?? 0,
        Withheld = pipeline.Runner?.Budgets?.Withheld ?? 0,
        Pictures = pipeline.Runner?.Pictures?.Taken ?? 0,
        LateValues = pipeline.Runner?.LateValues ?? 0,
        PicturesRefused = pipeline.Runner?.Pictures?.Refused ?? 0,
        Cursor = pipeline.Runner?.Cursor ?? 0,
        Lag = pipeline.Runner is { } runner ? Math.Max(0, store.ReadingsEnd - runner.Cursor) : store.ReadingsKept,
        Condition = pipeline.Runner?.Condition,
    };

    private static UplinkStatus Page(RunningUplink uplink, StoreNow store) => new()
    {
        Name = uplink.Configuration.Name,
        Type = uplink.Configuration.Type,
        Connected = uplink.State.Connected,
        LastError = uplink.State.LastError,
        Sent = uplink.State.Sent,
        Acknowledged = uplink.State.Acknowledged,
        Refused = uplink.State.Refused,
        Withheld = uplink.State.Withheld,
        InFlight = uplink.State.InFlight,
        Backlog = store.Lanes.Where(lane => lane.Lane.Uplink == uplink.Configuration.Name).Sum(lane => lane.Count),
        Connects = uplink.State.Connects,
    };

    private SentUplink Sent(RunningUplink uplink) => new()
    {
        Name = uplink.Configuration.Name,
        BytesToday = uplink.Sent!.BytesOn(appliance.Clock.Floor),
        BytesPerDayMax = (uplink.Configuration as DataUplinkConfiguration)?.BytesPerDayMax,
        Objects = [.. uplink.Sent.Objects.Select(sent => new SentBundle(sent.Key, sent.Records, sent.Bytes, sent.At))],
    };

    private SourceStatus Page(RunningSource running)
    {
        var status = running.Source.Status;
        var listened = running.Source as IListenedSource;
        return new SourceStatus
        {
            Name = status.Name,
            Type = status.Type,
            Durable = running.Configuration.Durable,
            Readings = status.Readings,
            Refused = status.Refused,
            RefusedBecause = listened is null ? new Dictionary<string, long>() : Reasons(listened.Counters),
            Repeated = status.Repeated,
            NotStored = status.NotStored,
            Devices = listened?.Devices ?? (status.Readings > 0 ? 1 : 0),
            LastReadingAt = RealTime(status.LastReading),
            Condition = status.Conditions.OrderByDescending(condition => condition.Severity).FirstOrDefault(),
        };
    }

    private DateTimeOffset? RealTime(DateTimeOffset? stored) => stored is not { } time
        ? null
        : DateTimeOffset.UnixEpoch.AddTicks(appliance.Eras.RealUs(UnixTime.Us(time), out _, out _) * TimeSpan.TicksPerMicrosecond);

    private static Dictionary<string, long> Reasons(IngestCounters counters)
    {
        var reasons = new Dictionary<string, long>();
        foreach (var error in Enum.GetValues<PayloadError>())
            if (counters.Refused(error) is > 0 and var count) reasons.Add(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(error.ToString()), count);
        return reasons;
    }

    private static Http.Pages.LaneStatus Page(Lane lane) => new(lane.Lane.Uplink, lane.Lane.Priority, lane.Count, lane.Bytes, lane.First) { Last = lane.Last };
}
