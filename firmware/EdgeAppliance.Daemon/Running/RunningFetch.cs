using System.Security.Cryptography;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Hawkbit;
using EdgeAppliance.Daemon.Updates.Rollouts;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The watch over the update repository, where the configuration names one.</summary>
/// <param name="now">The latest time known, by which metadata expire.</param>
internal sealed class RunningFetch(Appliance appliance, string stateDirectory, Func<DateTimeOffset> now, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly FetchProgress _progress = new();

    /// <summary>Also between the visits of a watch that ends and those of the next.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private Task _ended = Task.CompletedTask;
    private volatile bool _isGone;
    private bool _isSwept;
    private UpdatesConfiguration? _configuration;
    private FetchJournal? _journal;
    private RepositoryWatch? _watch;
    private HttpClient? _http;
    private HttpClient? _peersHttp;
    private volatile PeerSource? _peers;
    private StickWatch? _sticks;
    private RunningHawkbit? _hawkbit;
    private HealthCondition? _fault;

    /// <summary>What rollouts hold back; null where nothing is fetched.</summary>
    public RolloutGate? Gate { get; private set; }

    /// <summary>Null where no hawkBit server is asked.</summary>
    public RunningHawkbit? Hawkbit => _hawkbit;

    public IReadOnlyList<HealthCondition> Conditions => _fault is { } fault ? [fault] : [.. _watch?.Conditions ?? [], .. _sticks?.Conditions ?? [], .. _hawkbit?.Conditions ?? []];

    /// <summary>Versions that could not be fetched here, newest first.</summary>
    public IReadOnlyList<FailedVersion> Failed => _journal?.State.Failed ?? [];

    /// <summary>All but what installations tell of.</summary>
    public UpdatesPage Page
    {
        get
        {
            var (watch, hawkbit, offer) = (_watch, _hawkbit, _progress.Offer);
            return new UpdatesPage
            {
                State = watch is null && hawkbit is null ? UpdateState.Off : _progress.State == UpdateState.Off ? UpdateState.Idle : _progress.State,
                Model = offer?.Model,
                Version = offer?.Version,
                BytesDone = offer is null ? null : _progress.Done,
                BytesTotal = offer is null ? null : _progress.Total,
                BytesFetched = _progress.Fetched,
                BytesReused = _progress.Reused,
                LastLookAt = watch?.LastLookAt ?? hawkbit?.LastPollAt,
                NextLookAt = watch?.NextLookAt ?? hawkbit?.NextPollAt,
                Error = Conditions is [{ } condition, ..] ? condition.Text : null,
                BytesFromPeers = _progress.FromPeers,
                BytesFromFolders = _progress.FromFolders,
                PeersRefused = _peers?.Refused ?? 0,
                Failed = [.. Failed.Where(failed => failed.For != FailedFor.Now).Select(failed => new FailedUpdate(failed.Model, failed.Version, failed.Reason))],
                Hawkbit = hawkbit?.Page,
            };
        }
    }

    /// <summary>Has it look soon; where nothing is watched, nothing happens.</summary>
    public void Nudge()
    {
        _watch?.Nudge();
        _hawkbit?.Nudge();
    }

    /// <returns>False where nothing is watched.</returns>
    public bool LookNow()
    {
        _watch?.LookNow();
        _hawkbit?.PollNow();
        return _watch is not null || _hawkbit is not null;
    }

    /// <returns>Why a version that is here is not to take its next step now; null where it may.</returns>
    public string? WhyWait(string name, string version)
    {
        var (wanted, gate) = (_configuration, Gate);
        if (wanted is null) return null;
        if (wanted.Hours.Count > 0 && !appliance.Clock.IsRight) return "for its hours, and the clock is not known to be right";
        if (wanted.Hours.Count > 0 && wanted.Hours.All(hours => hours.Left(now()) is null)) return "for the hours of updates";
        // What hawkBit says is not a rollout's.
        return wanted.Hawkbit is null ? gate?.WhyWait(name, version) : null;
    }

    /// <returns>Why a version is not wanted any more; null where it is.</returns>
    public string? WhyNever(string name, string version) => Gate?.WhyNever(name, version);

    /// <summary>Does not wait for the end of the watch that it replaces: that may be what asks, with a configuration that it has fetched.</summary>
    /// <returns>True where anything changed.</returns>
    public async Task<bool> Apply(ApplianceConfiguration configuration)
    {
        var wanted = configuration.Updates;
        if (_isGone) return false;
        if (!_isSwept && wanted?.Hawkbit is null) Sweep();
        _isSwept = true;
        if (wanted is null ? _configuration is null : _configuration?.IsSame(wanted) == true) return false;
        TakeDown();
        _configuration = wanted;
        if (wanted is null) return true;
        byte[]? root = wanted.NeedsRoot ? await ReadRoot(wanted.RootFile) : null;
        if (root is not null || !wanted.NeedsRoot) Watch(wanted, root ?? [], configuration);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        TakeDown();
        await _ended;
    }

    /// <summary>At the start, when nothing can be under way.</summary>
    private void Sweep()
    {
        try
        {
            RunningHawkbit.Sweep(stateDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It takes room, and nothing more.
        }
    }

    private void TakeDown()
    {
        _ended = Task.WhenAll(_ended, End(_watch, _sticks, _hawkbit, _http, _peersHttp));
        (_watch, _sticks, _hawkbit, _http, _peersHttp, _peers, _configuration, _fault, Gate) = (null, null, null, null, null, null, null, null, null);
    }

    private static async Task End(RepositoryWatch? watch, StickWatch? sticks, RunningHawkbit? hawkbit, HttpClient? http, HttpClient? peersHttp)
    {
        if (watch is not null) await watch.DisposeAsync();
        if (sticks is not null) await sticks.DisposeAsync();
        if (hawkbit is not null) await hawkbit.DisposeAsync();
        http?.Dispose();
        peersHttp?.Dispose();
    }

    /// <summary>Without it nothing can be trusted, and all else goes on.</summary>
    private async Task<byte[]?> ReadRoot(string file)
    {
        try
        {
            return await File.ReadAllBytesAsync(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fault = new HealthCondition("updates.no-root", HealthSeverity.Error, "updates.root", $"The root that trust begins with cannot be read: {e.Message}", "Put the repository's metadata/1.root.json there, and reload.");
            return null;
        }
    }

    private void Watch(UpdatesConfiguration wanted, byte[] root, ApplianceConfiguration configuration)
    {
        var gate = Gate = new RolloutGate(new RolloutDevice(configuration.Device.Id, configuration.Device.Tags), Moment);
        var cache = new FolderCache(Path.Combine(stateDirectory, "updates/metadata"));
        var policy = new TrustPolicy(wanted.RequiredSchemes);
        var journal = _journal ??= new FetchJournal(Path.Combine(stateDirectory, "updates/fetch.json"));
        var room = new FetchRoom(ModelUpdatesOptions.Of(configuration.Models, stateDirectory).Repository);
        var place = new FetchPlace(Path.Combine(stateDirectory, "updates/incoming"), journal, room, FetchLimits.Of(wanted), now);
        var fetch = new BundleFetch(place, Older(configuration.Models), _progress, time) { WhyNot = manifest => Lacking.Of(manifest, appliance.Shelf.WhyNot) };
        TufClient Client(ITufSource source) => new(source, cache, root, policy, new TufLimits(), now());
        RepositoryVisit Visit(ITufSource source) =>
            new(source, () => Client(source), fetch, Wishes(wanted, journal) with { Rollouts = gate }, appliance.Shelf.InstallFetched) { Turn = _turn };
        var times = new LookTimes(wanted.Every, wanted.Hours, Chance, () => appliance.Clock.IsRight ? now() : null);
        // hawkBit says what this device is to have, and the repository what of it is to be trusted.
        if (wanted is { HasUrl: true, Hawkbit: null }) _watch = new RepositoryWatch(new RepositoryLook(Visit(BesidePeers(wanted, Source(wanted))).Run, "updates", logger), times, _progress, time);
        if (wanted.Sticks.Count > 0) _sticks = new StickWatch(new StickFolders(wanted.Sticks), folder => new RepositoryLook(Visit(new FolderSource(folder)).Run, $"updates.sticks {folder}", logger), time);
        if (wanted.Hawkbit is not { } hawkbit) return;
        var source = wanted.HasUrl ? Source(wanted) : null;
        try
        {
            var hawkbitPlace = place with { Folder = RunningHawkbit.Archives(stateDirectory) };
            _hawkbit = new RunningHawkbit(appliance, new HawkbitWishes(hawkbit, wanted, () => Client(source!), gate, times), hawkbitPlace, _progress, new HawkbitLine(configuration.Device.Id, _turn, now, Chance, logger));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            _fault = new HealthCondition("updates.hawkbit-files", HealthSeverity.Error, "updates.hawkbit", $"hawkBit is not asked: {e.Message}", "See that the files that updates.hawkbit names are there, and are what they should be; then reload.");
        }
    }

    private RolloutMoment Moment() => new(now(), time.LocalTimeZone, appliance.Clock.IsRight);

    private static double Chance() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    private ITufSource Source(UpdatesConfiguration wanted)
    {
        var url = wanted.Url;
        if (url.IsFile) return new FolderSource(url.LocalPath);
        _http ??= new HttpClient(FetchHttp.Handler(wanted.Proxy)) { Timeout = Timeout.InfiniteTimeSpan };
        if (OciReference.TryParse(url) is { } place) return new OciSource(new OciRegistry(_http, place, wanted.User is { } user ? new OciCredentials(user, wanted.Password?.Reveal() ?? "") : null), time);
        string below = url.AbsoluteUri.TrimEnd('/');
        return new HttpSource(_http, new Uri($"{below}/{FolderSource.Metadata}/"), new Uri($"{below}/{FolderSource.Targets}/"), time);
    }

    private ITufSource BesidePeers(UpdatesConfiguration wanted, ITufSource repository)
    {
        if (wanted.Peers.Count == 0) return repository;
        _peersHttp = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        return _peers = new PeerSource(repository, _peersHttp, wanted.Peers, Path.Combine(stateDirectory, "updates/peers"), time);
    }

    private Func<string, IEnumerable<string>> Older(ModelsConfiguration models)
    {
        string repository = ModelUpdatesOptions.Of(models, stateDirectory).Repository;
        return model => [Path.Combine(repository, model), Path.Combine(stateDirectory, "bundles", model), Path.Combine(ModelRoom.Shipped, model)];
    }

    private VisitWishes Wishes(UpdatesConfiguration wanted, FetchJournal journal) => new(
        () => (wanted.Models.Count > 0 ? wanted.Models : appliance.Pipelines.ModelUsers.Keys).Concat(wanted.Bundles),
        appliance.Shelf.CurrentVersion,
        () => appliance.Shelf.Installs,
        journal)
    { Bundles = wanted.Bundles, SystemOffered = appliance.Shelf.SystemOffered };
}
