using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Hawkbit;
using EdgeAppliance.Daemon.Updates.Rollouts;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>A device, a hawkBit server and a repository; what installs bundles is the test. The device goes on poll by poll and step by step, and can lose its
/// memory between any two.</summary>
internal sealed class HawkbitWorld : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EcdsaSigner _own = EcdsaSigner.Generate();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly TufRepository _repository;
    private HawkbitDialogue _dialogue = null!;
    private LookTimes _times = null!;

    public HawkbitWorld(bool hasKeys = false)
    {
        HasKeys = hasKeys;
        _repository = TufRepository.Create(At("repository"));
        foreach (var role in _repository.Roles.Values) role.Add(_own.Key);
        Publish();
        Configuration = new HawkbitConfiguration(Server.Address, "DEFAULT") { Token = new Secret("secret"), Controller = "site" };
        Restart();
    }

    public bool HasKeys { get; }

    public DdiServer Server { get; } = new();

    public RecordedTime Time { get; } = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));

    public HawkbitConfiguration Configuration { get; set; }

    public FetchLimits Limits { get; set; } = FetchLimits.None;

    public IReadOnlyList<string> Bundles { get; set; } = [];

    public IReadOnlyList<DayHours> Hours { get; set; } = [];

    public IReadOnlyList<string> RequiredSchemes { get; set; } = [];

    public string? Current { get; set; }

    /// <summary>What runs of a bundle.</summary>
    public Func<string, string?>? CurrentOf { get; set; }

    /// <summary>What the device lacks for a bundle.</summary>
    public Func<BundleManifest, Lacking?> Lacks { get; set; } = static _ => null;

    /// <summary>What is free on the disk; null for what is.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>What the next installation says instead of beginning.</summary>
    public InstallResult? Refusal { get; set; }

    public List<InstallStatus> Installs { get; } = [];

    /// <summary>As they were handed over.</summary>
    public List<string> Installed { get; } = [];

    public FetchProgress Progress { get; } = new();

    public HawkbitCounts Counts { get; } = new();

    public HawkbitJournal Journal { get; private set; } = null!;

    public HawkbitRun Run { get; private set; } = null!;

    public EcdsaSigner Signer => _own;

    public RolloutBook Rollouts => new(_repository);

    public void Dispose()
    {
        Run.Way.Stop().GetAwaiter().GetResult();
        Server.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    public string At(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>As after a kill: what is on the disk, and nothing else.</summary>
    public void Restart()
    {
        var client = new DdiClient(_http, Configuration, "box", Time);
        Journal = new HawkbitJournal(At("hawkbit.json"), client.Identity);
        var gate = new RolloutGate(new RolloutDevice("box", new Dictionary<string, string>()), () => new RolloutMoment(Time.GetUtcNow(), TimeZoneInfo.Utc, IsRight: true));
        ArchiveTrust trust = HasKeys ? new SignatureTrust(client, new TufRole([_own.Key], 1), RequiredSchemes) : new TargetsTrust(Repository, gate);
        var site = new HawkbitSite(Report, CurrentOf ?? (_ => Current), () => [.. Installs], Install) { Bundles = Bundles, TakesOlder = Configuration.TakesOlder, Lacks = manifest => Lacks(manifest) };
        var place = new FetchPlace(At("archives"), new FetchJournal(At("fetch.json")), new FetchRoom(At("models")), Limits, Time.GetUtcNow);
        if (FreeBytes is { } free) place = place with { FreeBytes = _ => free };
        var fetch = new ArchiveFetch(place, Progress, TimeProvider.System);
        var carrier = new HawkbitCarrier(Journal, trust, fetch, site, At("unpacked")) { Turn = new SemaphoreSlim(1), Source = artifact => new ArtifactSource(client, artifact, TimeProvider.System) };
        var ending = new HawkbitEnding(Journal, Counts, () => Time.GetUtcNow(), NullLogger.Instance);
        _times = new LookTimes(TimeSpan.FromHours(1), Hours, () => 0.5, () => Time.GetUtcNow());
        Run = new HawkbitRun(Journal, new HawkbitWay(carrier, Time), site, ending, _times) { Time = Time, Pause = new HawkbitPause(Time), KeepOnly = fetch.KeepOnly };
        _dialogue = new HawkbitDialogue(client, Journal, Run, ending, site) { Confirms = Configuration.Confirms, Appliance = "1.2.3", Logger = NullLogger.Instance };
    }

    /// <summary>Who polls and steps instead of the test.</summary>
    public HawkbitWatch Watch() =>
        new(_dialogue, Run, Journal, new HawkbitTimes(Configuration, () => 0.5), new HawkbitSurroundings(Counts, _times, Time, NullLogger.Instance));

    /// <summary>One poll, and everything that the device can do then.</summary>
    public async Task Turn()
    {
        await _dialogue.Poll(CancellationToken.None);
        await Settle();
        await _dialogue.Flush(CancellationToken.None);
    }

    public Task Poll() => _dialogue.Poll(CancellationToken.None);

    /// <summary>Steps until nothing more happens by itself.</summary>
    public async Task Settle()
    {
        HawkbitState before;
        bool isCarrying;
        do
        {
            before = Journal.State;
            await Run.Step();
            isCarrying = !Run.Way.Going.IsCompleted;
            await Run.Way.Going.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (isCarrying || before != Journal.State);
        await Run.Step();
    }

    /// <summary>The newest installation ends.</summary>
    public void End(InstallState state, string? reason = null)
    {
        Installs[^1] = Installs[^1] with { State = state, Reason = reason };
        if (state == InstallState.Committed) Current = Installs[^1].Version;
    }

    /// <summary>A bundle as an operator publishes it and puts it to hawkBit.</summary>
    public DdiServerModule Module(string version, string name = "tiny", bool isPublished = true)
    {
        string folder = (TestBundle.Keeping("0.9") with { Name = name, Version = version }).WriteTo(At($"made/{name}-{version}"));
        return ModuleOf(folder, isPublished);
    }

    /// <summary>A set of two models, <c>one</c> and <c>two</c>.</summary>
    public DdiServerModule Set(string version, string ofMembers)
    {
        string folder = Directory.CreateDirectory(At($"made/set-{version}")).FullName;
        File.WriteAllText(Path.Combine(folder, BundleManifest.FileName), $$"""{ "format": 1, "kind": "models", "name": "set", "version": "{{version}}", "models": ["one", "two"] }""");
        foreach (string member in new[] { "one", "two" }) (TestBundle.Keeping("0.9") with { Name = member, Version = ofMembers }).WriteTo(Path.Combine(folder, member));
        return ModuleOf(folder);
    }

    public DdiServerModule ModuleOf(string folder, bool isPublished = true)
    {
        if (isPublished && !HasKeys)
        {
            BundleTargets.Add(_repository, folder, Directory.CreateDirectory(At("scratch")).FullName);
            Publish();
        }
        return DdiServerModule.Of(folder, HasKeys ? [_own] : []);
    }

    public void Publish() => _repository.Publish([_own], new Lifetimes(), Time.GetUtcNow());

    private TufClient Repository() =>
        new(new FolderSource(At("repository")), new FolderCache(At("cache")), File.ReadAllBytes(At("repository/metadata/1.root.json")), new TrustPolicy(RequiredSchemes), new TufLimits(), Time.GetUtcNow());

    private DeviceReport Report() => new()
    {
        Device = "box",
        Tags = new Dictionary<string, string> { ["site"] = "north" },
        Bundles = Current is null ? [] : [new BundleReport { Bundle = "tiny", Version = Current, State = ReportedState.Committed }],
    };

    private Task<InstallResult> Install(string folder, CancellationToken stop)
    {
        var manifest = BundleFolder.Open(folder).Manifest;
        Installed.Add($"{manifest.Name} {manifest.Version}");
        if (Refusal is { } refusal) return Task.FromResult(refusal);
        var status = new InstallStatus { Id = Installs.Count + 1, Model = manifest.Name, Version = manifest.Version, State = InstallState.Trial, StartedAt = Time.GetUtcNow() };
        Installs.Add(status);
        return Task.FromResult(new InstallResult(status, null));
    }
}
