using System.Text.Json;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Tests.Daemon.Identity;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Tests.Daemon.Http;

/// <summary>An appliance whose every page is filled, and does what the test says.</summary>
internal sealed class FakeAppliance : IApplianceView, IApplianceActions, IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly HealthCondition StepFailed = new("pipeline.step-failed", HealthSeverity.Error, "pipelines.pump-health",
        "window: no memory", "edgectl logs");

    private int _logsAsked;

    public bool IsAlive { get; set; } = true;

    public List<string> Reasons { get; } = [];

    public List<LogLine> Lines { get; } =
    [
        new(1, Start, LogLevel.Information, "Daemon", "Started"),
        new(2, Start.AddSeconds(1), LogLevel.Warning, "Uplink", "Uplink cloud has no link: refused"),
    ];

    public StatusPage StatusNow { get; set; } = FilledStatus();

    public SourcesPage SourcesNow { get; set; } = FilledSources();

    public ModelsPage ModelsNow { get; set; } = FilledModels();

    public OutboxPage OutboxNow { get; set; } = FilledOutbox();

    public Func<ReloadResult> OnReload { get; set; } = () => new ReloadResult([], ["sources.pump"]);

    public Func<string, InstallResult> OnInstall { get; set; } = path => new InstallResult(Trial(path), null);

    public Func<string, JsonElement, CommandOutcome> OnCommand { get; set; } = (_, _) => CommandOutcome.Done;

    /// <summary>Devices are real: they are what they are asked to be.</summary>
    public Guarded Guarded { get; } = FilledDevices();

    public DevicesPage Devices() => DeviceView.Page(Guarded.Registry, Guarded.Failures, Start) with
    {
        Enforced = true,
        Behaviour = new BehaviourPage
        {
            Watched = 2, Anomalous = 1, Quarantined = 1, Refused = 12,
            Devices =
            [
                new BehaviourStatus { Source = "plant", Device = "pump", Watch = "pumps", State = BehaviourPageState.Quarantined, Anomalies = ["It floods."], Refused = 12, QuarantineSeconds = 90 },
                new BehaviourStatus { Source = "plant", Device = "valve", Watch = "pumps", State = BehaviourPageState.Normal },
            ],
        },
    };

    public AddedDevice AddDevice(NewDevice device) => new(device.Id, Guarded.Changes.Add(device));

    public AddedDevice? EnrolDevice(string id, TimeSpan life) => Guarded.Changes.Enrol(id, life) is { } token ? new AddedDevice(id, token) : null;

    public bool RevokeDevice(string id) => Guarded.Changes.Revoke(id);

    public bool RemoveDevice(string id) => Guarded.Changes.Remove(id);

    /// <summary>Device ids that were said to be released, quarantined or learnt anew; <c>pump</c> alone is watched.</summary>
    public List<string> Watched { get; } = [];

    public bool ReleaseDevice(string id) => Act("release", id);

    public bool QuarantineDevice(string id) => Act("quarantine", id);

    public bool RelearnDevice(string id) => Act("relearn", id);

    private bool Act(string what, string id)
    {
        Watched.Add($"{what} {id}");
        return id == "pump";
    }

    public Func<string, RelearnResult> OnRelearn { get; set; } = _ => RelearnResult.Done;

    public IReadOnlyList<string> NotReady() => Reasons;

    public StatusPage Status() => StatusNow;

    public SourcesPage Sources() => SourcesNow;

    /// <summary>Happens after each look at the models.</summary>
    public Action OnModels { get; set; } = () => { };

    public ModelsPage Models()
    {
        var page = ModelsNow;
        OnModels();
        return page;
    }

    public DeviceReport Bundles() => new()
    {
        Device = "box",
        Tags = new Dictionary<string, string> { ["site"] = "north" },
        Bundles = [new BundleReport { Bundle = "pump-anomaly", Version = "2.0.0", Deployment = "pump-2", State = ReportedState.RolledBack, Reason = "it drifts", Since = Start }],
    };

    public InstalledPage InstalledNow { get; set; } = new()
    {
        Configuration = new InstalledBundle("site", "2", InstallState.Committed, Start),
        Prompts = [new PromptStatus("texts", "1", "greet", 12)],
        Models = [new InstalledBundle("pumps", "3", InstallState.Committed, Start)],
        Installs = [new InstallStatus { Id = 1, Model = "site", Version = "2", State = InstallState.Committed, StartedAt = Start, EndsAt = Start }],
    };

    public InstalledPage Installed() => InstalledNow;

    public Task<InstallResult> InstallBundle(string path, CancellationToken stop) => InstallModel(path, stop);

    public Task<bool> ForgetBundle(string name, CancellationToken stop) => Task.FromResult(name == "site");
    public SentPage Sent() => new([new SentUplink { Name = "training", BytesToday = 1234, BytesPerDayMax = 1 << 20, Objects = [new SentBundle("box/pump-health/2026-01-02/ab12.json.gz", 100, 1234, Start)] }]);

    public UpdatesPage UpdatesNow { get; set; } = new()
    {
        State = UpdateState.Downloading, Model = "tiny", Version = "2", BytesDone = 1 << 20, BytesTotal = 4 << 20, BytesFetched = 3 << 20, BytesReused = 9 << 20,
        LastLookAt = Start, NextLookAt = Start.AddHours(1), Error = "The source broke off.",
        Failed = [new FailedUpdate("tiny", "1.9", "It crashes.")], Ended = new Dictionary<string, long> { ["committed"] = 2, ["rolledBack"] = 1 },
        Hawkbit = Hawkbit(),
    };

    private static HawkbitStatus Hawkbit() => new()
    {
        Url = "https://hawkbit.example/", Controller = "box", Connected = true, LastPollAt = Start, NextPollAt = Start.AddMinutes(5), Action = "12", Bundles = 3, BundlesDone = 1,
        Waits = "It waits for updates.hours.", LastAction = "11", LastResult = "failure", LastReason = "tiny 1 was refused: It crashes.", Unsent = 2, Polls = 100, FailedPolls = 4,
        Actions = new Dictionary<string, long> { ["success"] = 7, ["failure"] = 1 },
    };

    public UpdatesPage Updates() => UpdatesNow;

    public OutboxPage Outbox() => OutboxNow;

    public int LogsAsked => Volatile.Read(ref _logsAsked);

    public LogsPage Logs(long afterSequence, int linesMax)
    {
        Interlocked.Increment(ref _logsAsked);
        var newer = Lines.Where(line => line.Sequence > afterSequence).ToList();
        var last = newer.TakeLast(linesMax).ToList();
        return new LogsPage(last, last.Count > 0 ? last[^1].Sequence : afterSequence, newer.Count - last.Count);
    }

    public void Dispose() => Guarded.Dispose();

    public void WriteMetrics(MetricsWriter metrics)
    {
        metrics.Family("edge_fake_things_total", MetricKind.Counter, "Things.");
        metrics.Sample(7);
    }

    public Task<ReloadResult> Reload(CancellationToken stop) => Task.FromResult(OnReload());

    public Task<InstallResult> InstallModel(string path, CancellationToken stop) => Task.FromResult(OnInstall(path));

    public bool IsWatchingUpdates { get; set; } = true;

    public bool LookForUpdates() => IsWatchingUpdates;

    public Task<CommandOutcome?> Command(string source, string command, JsonElement value, CancellationToken stop) =>
        Task.FromResult(source == "relay" ? OnCommand(command, value) : null);

    public Task<RelearnResult> Relearn(string pipeline, CancellationToken stop) => Task.FromResult(OnRelearn(pipeline));

    public static InstallStatus Trial(string path) => new()
    {
        Id = 3, Model = Path.GetFileName(path), Version = "1.1.0", State = InstallState.Trial, StartedAt = Start, EndsAt = Start.AddMinutes(1),
    };

    private static Guarded FilledDevices()
    {
        var guarded = new Guarded();
        guarded.Add("pump", ["plant/{device}/#"], ["commands/{device}/+"]);
        return guarded;
    }

    private static StatusPage FilledStatus() => new()
    {
        Device = "pump-station-7", Version = "0.1.0", BootId = "5b1d0c1e-8f3a-4c3e-9d0b-2a6f6f1f7a11", StartedAt = Start, UptimeSeconds = 93.5,
        Ready = true, ResidentBytes = 48 << 20, ConfiguredAt = Start, Clock = new ClockStatus(true, Start.AddSeconds(93.5)),
        Store = new StoreStatus("/var/lib/edge-appliance/store", 1 << 20, 8L << 30, 100, 5100) { Syncs = 77 },
        Listeners = [new ListenerStatus("http", "127.0.0.1:8080")],
        Pipelines = [new PipelineStatus { Name = "pump-health", From = ["pump"], Readings = 5000, Records = 84, Alarms = 2, Cursor = 5090, Lag = 10, Condition = StepFailed }],
        Uplinks = [new UplinkStatus { Name = "cloud", Type = "mqtt", Connected = false, LastError = "refused", Sent = 80, Acknowledged = 70, InFlight = 10, Backlog = 14, Connects = 1 }],
        Conditions = [StepFailed],
    };

    private static SourcesPage FilledSources() => new(
    [
        new SourceStatus { Name = "pump", Type = "mqtt", Readings = 5000, Refused = 3, RefusedBecause = new Dictionary<string, long> { ["not JSON"] = 3 }, Devices = 2, LastReadingAt = Start },
        new SourceStatus { Name = "board", Type = "system", Readings = 0, Durable = false },
    ]);

    private static ModelsPage FilledModels() => new()
    {
        MemoryBytes = 6 << 20, MemoryBytesMax = 512 << 20,
        Models =
        [
            new ModelStatus
            {
                Name = "pump-anomaly", Version = "1.0.0", State = ModelState.Trial, ProviderAsked = "cuda", ProviderRunning = "cpu",
                ProviderWhyNot = "the ONNX Runtime library here has no cuda provider", Runs = 4000, LatencyP50Ms = 0.012, LatencyP99Ms = 0.05,
                MemoryBytes = 6 << 20, PreviousVersion = "0.9.0", TrialVersion = "1.1.0", RollbackReason = "1.0.1 raised 40 alarms in 60 s", UsedBy = ["pump-health"],
            },
        ],
        Installs = [Trial("pump-anomaly")],
    };

    private static OutboxPage FilledOutbox() => new()
    {
        Bytes = 4096, BytesMax = 2L << 30, WhenFull = "dropOldest", Dropped = 5, Gaps = 1, Written = 1 << 20, WrittenPerDay = 1L << 30, Syncs = 25,
        Lanes = [new LaneStatus("cloud", RecordPriority.Alarm, 2, 512, 10) { Last = 12 }, new LaneStatus("cloud", RecordPriority.Normal, 12, 3584, 70) { Last = 82 }],
    };
}
