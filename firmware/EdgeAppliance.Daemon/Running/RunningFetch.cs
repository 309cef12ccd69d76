using System.Security.Cryptography;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Rollouts;
using EdgeAppliance.Daemon.Updates.Shelf;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The watch over the update repository, where the configuration names one.</summary>
/// <param name="now">The latest time known, by which metadata expire.</param>
internal sealed class RunningFetch(Appliance appliance, string stateDirectory, Func<DateTimeOffset> now, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private UpdatesConfiguration? _configuration;
    private RepositoryWatch? _watch;
    private HttpClient? _http;
    private HttpClient? _peersHttp;
    private StickWatch? _sticks;
    private HealthCondition? _fault;

    /// <summary>What rollouts hold back; null where nothing is fetched.</summary>
    public RolloutGate? Gate { get; private set; }

    public IReadOnlyList<HealthCondition> Conditions => _fault is { } fault ? [fault] : [.. _watch?.Conditions ?? [], .. _sticks?.Conditions ?? []];

    /// <returns>True where anything changed.</returns>
    public async Task<bool> Apply(ApplianceConfiguration configuration)
    {
        var wanted = configuration.Updates;
        if (wanted is null ? _configuration is null : IsSame(wanted)) return false;
        await DisposeAsync();
        _configuration = wanted;
        if (wanted is not null && await ReadRoot(wanted.RootFile) is { } root) Watch(wanted, root, configuration);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync();
        if (_sticks is not null) await _sticks.DisposeAsync();
        _http?.Dispose();
        _peersHttp?.Dispose();
        (_watch, _sticks, _http, _peersHttp, _configuration, _fault, Gate) = (null, null, null, null, null, null, null);
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
        var fetch = new BundleFetch(Path.Combine(stateDirectory, "updates/incoming"), Older(configuration.Models), Limits(wanted), time) { WhyNot = appliance.Shelf.WhyNot };
        var turn = new SemaphoreSlim(1);
        RepositoryVisit Visit(ITufSource source) =>
            new(source, () => new TufClient(source, cache, root, policy, new TufLimits(), now()), fetch, Wishes(wanted) with { Rollouts = gate }, Install) { Turn = turn };
        if (wanted.HasUrl) _watch = new RepositoryWatch(Visit(BesidePeers(wanted, Source(wanted))), wanted.Every, Chance, time, logger);
        if (wanted.Sticks.Count > 0) _sticks = new StickWatch(new StickFolders(wanted.Sticks), folder => new RepositoryLook(Visit(new FolderSource(folder)), $"updates.sticks {folder}", logger), time);
    }

    private RolloutMoment Moment() => new(now(), time.LocalTimeZone, appliance.Clock.IsRight);

    private static double Chance() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    private bool IsSame(UpdatesConfiguration wanted) =>
        _configuration is { } known && known with { Models = wanted.Models, Bundles = wanted.Bundles, Sticks = wanted.Sticks, Peers = wanted.Peers, RequiredSchemes = wanted.RequiredSchemes } == wanted
            && known.Models.SequenceEqual(wanted.Models) && known.Bundles.SequenceEqual(wanted.Bundles) && known.Sticks.SequenceEqual(wanted.Sticks) && known.Peers.SequenceEqual(wanted.Peers) && known.RequiredSchemes.SequenceEqual(wanted.RequiredSchemes);

    private ITufSource Source(UpdatesConfiguration wanted)
    {
        var url = wanted.Url;
        if (url.IsFile) return new FolderSource(url.LocalPath);
        _http ??= new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        if (OciReference.TryParse(url) is { } place) return new OciSource(new OciRegistry(_http, place, wanted.User is { } user ? new OciCredentials(user, wanted.Password?.Reveal() ?? "") : null));
        string below = url.AbsoluteUri.TrimEnd('/');
        return new HttpSource(_http, new Uri($"{below}/{FolderSource.Metadata}/"), new Uri($"{below}/{FolderSource.Targets}/"), time);
    }

    private ITufSource BesidePeers(UpdatesConfiguration wanted, ITufSource repository)
    {
        if (wanted.Peers.Count == 0) return repository;
        _peersHttp = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        return new PeerSource(repository, _peersHttp, wanted.Peers, Path.Combine(stateDirectory, "updates/peers"), time);
    }

    private static TransferLimits Limits(UpdatesConfiguration wanted) => new() { BytesMax = wanted.BytesMax, BytesPerSecondMax = wanted.RateMax ?? long.MaxValue };

    private Func<string, IEnumerable<string>> Older(ModelsConfiguration models)
    {
        string repository = ModelUpdatesOptions.Of(models, stateDirectory).Repository;
        return model => [Path.Combine(repository, model), Path.Combine(stateDirectory, "bundles", model), Path.Combine(ModelRoom.Shipped, model)];
    }

    private VisitWishes Wishes(UpdatesConfiguration wanted) => new(
        () => (wanted.Models.Count > 0 ? wanted.Models : appliance.Pipelines.ModelUsers.Keys).Concat(wanted.Bundles),
        name => appliance.Shelf.Shelf.Current(name)?.Version ?? appliance.Shelf.RunningVersion(name),
        () => [.. appliance.Updates.Installs, .. appliance.Shelf.Shelf.Entries.Select(BundleDoor.Page)]);

    private async Task<string?> Install(string folder, CancellationToken stop) => (await appliance.Shelf.InstallFetched(folder, stop)).Error;
}
