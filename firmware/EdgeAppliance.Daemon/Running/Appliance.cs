using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Daemon.Behaviour;
using EdgeAppliance.Daemon.Commands;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Daemon.Updates;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Peers;
using EdgeAppliance.Daemon.Updates.Reported;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The whole daemon at work, put together in the order of the readings path:
/// 1 health and clock, 2 store, 3 models and pipelines, 4 devices and sources, 5 uplinks, 6 HTTP. It is taken apart so that nothing that was
/// acknowledged waits for what is gone: sources, pipelines, uplinks, store.</summary>
internal sealed class Appliance : IAsyncDisposable
{
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromSeconds(1);

    private readonly Surroundings _around;
    private readonly ClockState _clock;
    private readonly HealthRecords _health;
    private readonly ITimer _timer;
    private readonly RunningConfiguration _configuration;
    private readonly KernelDisk _disk;
    private readonly long _startedAt;
    private HttpHost? _http;

    private Appliance(ApplianceConfiguration configuration, Surroundings around)
    {
        _around = around;
        _configuration = new RunningConfiguration(this, configuration, around.Time);
        Board = new HealthBoard(); // 1
        _clock = new ClockState(ClockOptions.OfThisMachine(around.State.Path), Board, around.Time, around.Loggers.CreateLogger<ClockState>());
        Eras = new ClockEras(Path.Combine(around.State.Path, "clock-eras"), _clock, around.Time, around.Loggers.CreateLogger<ClockEras>());
        Watchdog = new Watchdog(around.Notifier, Board, around.Time, around.Loggers.CreateLogger<Watchdog>(), Watchdog.PatienceOfThisProcess());
        _startedAt = around.Time.GetTimestamp();
        _disk = new KernelDisk(Path.Combine(around.State.Path, "outbox"));
        Store = LiteStore.Open(StoreOptions(configuration.Outbox), around.Loggers.CreateLogger<LiteStore>(), around.Time); // 2
        Behaviour = new RunningBehaviour(around.State.Path, around.Time, around.Loggers.CreateLogger<RunningBehaviour>());
        var parts = new Parts(Store, Eras, Watchdog, around.Loggers, around.Time) { Behaviour = Behaviour.Watch, StateDirectory = around.State.Path };
        Pipelines = new RunningPipelines(parts, around.Models); // 3
        var updates = ModelUpdatesOptions.Of(configuration.Models, around.State.Path) with
        {
            IsUsed = model => Pipelines.ModelUsers.ContainsKey(model),
            Prove = ModelProving.Prover(configuration.Models.MemoryBytesMax, around.Time).Prove,
        };
        Updates = new ModelUpdates(updates, around.Models.Repository, around.Time, around.Loggers.CreateLogger<ModelUpdates>());
        Fetch = new RunningFetch(this, around.State.Path, () => _clock.Floor, around.Time, around.Loggers.CreateLogger<RepositoryWatch>());
        Shelf = new RunningShelf(this, around.InForce);
        Peers = new PeerFiles([updates.Repository, Path.Combine(around.State.Path, "bundles")], () => Configuration.Updates?.ServesPeers == true, around.Time);
        Reported = new ReportedBundles(() => Fetch.Gate is null ? null : Report(), around.Time);
        Devices = new RunningDevices(configuration.Access, around.State.Path, configuration.Device.Id, () => _clock.Floor, around.Time, around.Loggers); // 4
        var sessions = new BlobStore(new KernelDisk(Path.Combine(around.State.Path, "mqtt")), "sessions", around.Loggers.CreateLogger<BlobStore>());
        Sources = new RunningSources(parts, Devices.Admission, () => _clock.Floor, sessions);
        Commands = new CommandTargets(() => Sources.All.Select(running => running.Source));
        Uplinks = new RunningUplinks(parts, configuration.Device.Id, () => _clock.Floor, Commands) { Reports = Reported, Nudges = new UpdateNudges(() => Fetch.Nudge()) }; // 5
        Certificates = new RunningCertificates(Devices.Enrolment?.Authority, configuration.Device.Id, () => _clock.Floor, around.Time, around.Loggers);
        Live = new LiveReadings(Store, us => Eras.RealUs(us, out _, out _), new LiveLimits(), around.Time);
        _health = new HealthRecords(Board, Store, () => Uplinks.All.Select(uplink => uplink.Configuration.Name), new ReadingTime(Eras, around.Time));
        StartedAt = around.Time.GetUtcNow();
        _timer = around.Time.CreateTimer(_ => Pipelines.TryStart(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public HealthBoard Board { get; }

    public Watchdog Watchdog { get; }

    public LiteStore Store { get; }

    /// <summary>By the clock that is never set.</summary>
    public TimeSpan Uptime => _around.Time.GetElapsedTime(_startedAt);

    /// <summary>By the store, since the start.</summary>
    public long BytesWritten => _disk.BytesWritten;

    public RunningPipelines Pipelines { get; }

    public RunningDevices Devices { get; }

    /// <summary>How the devices of all sources behave.</summary>
    public RunningBehaviour Behaviour { get; }

    public RunningSources Sources { get; }

    /// <summary>The sources that can be told something.</summary>
    public CommandTargets Commands { get; }

    public RunningUplinks Uplinks { get; }

    /// <summary>What the appliance shows of itself.</summary>
    public RunningCertificates Certificates { get; }

    /// <summary>Readings as they come, for those who watch.</summary>
    public LiveReadings Live { get; }

    public ModelRoom Models => _around.Models;

    public ModelUpdates Updates { get; }

    /// <summary>Configurations, prompts and sets of models, and where bundles of every kind come in.</summary>
    public RunningShelf Shelf { get; }

    /// <summary>What looks for new versions of models.</summary>
    public RunningFetch Fetch { get; }

    /// <summary>What other appliances of the site may take from here.</summary>
    public PeerFiles Peers { get; }

    /// <summary>What is told of bundles.</summary>
    public ReportedBundles Reported { get; }

    public ClockState Clock => _clock;

    public ClockEras Eras { get; }

    /// <summary>What runs now.</summary>
    public ApplianceConfiguration Configuration => _configuration.Now;

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset ConfiguredAt => _configuration.Since;

    /// <summary>Null until it is up.</summary>
    public HttpHost? Http => Volatile.Read(ref _http);

    public Surroundings Around => _around;

    /// <exception cref="IOException">An address is taken, or the state directory cannot be used.</exception>
    /// <exception cref="StoreKeyException">The store is encrypted with another key.</exception>
    public static async Task<Appliance> Start(ApplianceConfiguration configuration, Surroundings around, CancellationToken stop)
    {
        var appliance = new Appliance(configuration, around);
        try
        {
            await appliance.Start(stop);
            return appliance;
        }
        catch
        {
            await appliance.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="RunningConfiguration.Change"/>
    public Task<ReloadResult> Change(Func<(ApplianceConfiguration? Next, IReadOnlyList<string> Errors)> read, CancellationToken stop) => _configuration.Change(read, stop);

    /// <summary>What has become of the bundles.</summary>
    public DeviceReport Report() =>
        DeviceReports.Of(new RolloutDevice(Configuration.Device.Id, Configuration.Device.Tags), Updates.Page(Pipelines.ModelUsers), Fetch.Gate, Fetch.Page is { Model: { } model, Version: { } version } ? (model, version) : null,
            Shelf.Shelf.Entries, Fetch.Failed);

    public async ValueTask DisposeAsync()
    {
        // Nothing makes room any more.
        Store.RefuseWhereFull();
        Reported.Dispose();
        _health.Dispose();
        await _timer.DisposeAsync();
        if (_http is not null) await _http.DisposeAsync();
        await Certificates.DisposeAsync();
        await Live.DisposeAsync();
        await Sources.DisposeAsync();
        Behaviour.Dispose();
        Devices.Dispose();
        await Pipelines.DisposeAsync();
        await Fetch.DisposeAsync();
        await Shelf.DisposeAsync();
        await Updates.DisposeAsync();
        await Uplinks.DisposeAsync();
        Watchdog.Dispose();
        Store.Dispose();
        Eras.Dispose();
        _clock.Dispose();
        _configuration.Dispose();
    }

    private async Task Start(CancellationToken stop)
    {
        _clock.Start();
        RegisterConditions();
        Watchdog.Add(new Mover("outbox", () => Store.Moves, () => true));
        Updates.Start();
        await Pipelines.Apply(Configuration);
        await Certificates.Use(Configuration);
        Sources.Mqtt.Restore();
        await Sources.Listen(Configuration.Listen);
        Live.Use(Configuration.Sources.Keys);
        Behaviour.Use(Configuration.Watches);
        var desired = new DesiredStates(_around.State.Path);
        Sources.Desired = desired;
        await Sources.Apply(Configuration);
        await Uplinks.Apply(Configuration);
        await Fetch.Apply(Configuration);
        var devices = new DeviceLink(Commands, new MqttCommands(Sources.Mqtt, _around.Time), Sources.Amqp.Commands, Sources.Coap.Commands, Sources.Sparkplug);
        (Sources.Amqp.Commands.Desired, Sources.Coap.Commands.Desired, Sources.Sparkplug.Desired) = (desired, desired, desired);
        Volatile.Write(ref _http, await RunningHttp.Open(this, desired, devices, stop)); // 6
        // A bus may take its time for each, which is not the start's.
        _ = Task.Run(() => devices.KeepTelling(desired, _around.Time, stop), stop);
        Certificates.Start(_configuration.ShowRenewed);
        Shelf.Start();
        _health.Start();
        _timer.Change(s_housekeeping, s_housekeeping);
        Watchdog.Start();
    }

    private void RegisterConditions()
    {
        var fallback = SlotFallback.Look(SlotFallback.StandardFile);
        Board.Register(() => fallback);
        Board.Register(() => Store.Conditions);
        Board.Register(() => Pipelines.Conditions);
        Board.Register(() => Devices.Conditions);
        Board.Register(() => Behaviour.Conditions);
        Board.Register(() => Sources.Conditions);
        Board.Register(() => Uplinks.Conditions);
        Board.Register(() => Certificates.Conditions);
        Board.Register(() => Models.Repository.Conditions);
        Board.Register(() => Updates.Conditions);
        Board.Register(() => Fetch.Conditions);
        Board.Register(() => Shelf.Conditions);
    }

    private LiteStoreOptions StoreOptions(OutboxConfiguration outbox) => new(_disk)
    {
        BytesMax = outbox.BytesMax,
        WhenFull = outbox.WhenFull,
        Linger = outbox.Linger,
        QuickCommit = LiteStoreOptions.WorthTheWay,
        Key = outbox.Key is { } key ? System.Text.Encoding.UTF8.GetBytes(key.Reveal()) : null,
    };
}
