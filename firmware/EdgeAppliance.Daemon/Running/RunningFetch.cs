using System.Security.Cryptography;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Rollouts;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The watch over the update repository, where the configuration names one.</summary>
/// <param name="now">The latest time known, by which metadata expire.</param>
internal sealed class RunningFetch(Appliance appliance, string stateDirectory, Func<DateTimeOffset> now, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private UpdatesConfiguration? _configuration;
    private RepositoryWatch? _watch;
    private HttpClient? _http;
    private HealthCondition? _fault;

    /// <summary>What rollouts hold back; null where nothing is fetched.</summary>
    public RolloutGate? Gate { get; private set; }

    public IReadOnlyList<HealthCondition> Conditions => _fault is { } fault ? [fault] : _watch?.Conditions ?? [];

    /// <returns>True where anything changed.</returns>
    public async Task<bool> Apply(ApplianceConfiguration configuration)
    {
        var wanted = configuration.Updates;
        if (wanted is null ? _configuration is null : IsSame(wanted)) return false;
        await DisposeAsync();
        _configuration = wanted;
        if (wanted is not null && await ReadRoot(wanted.RootFile) is { } root) _watch = Watch(wanted, root, configuration);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync();
        _http?.Dispose();
        (_watch, _http, _configuration, _fault, Gate) = (null, null, null, null, null);
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

    private RepositoryWatch Watch(UpdatesConfiguration wanted, byte[] root, ApplianceConfiguration configuration)
    {
        var gate = Gate = new RolloutGate(new RolloutDevice(configuration.Device.Id, configuration.Device.Tags), Moment);
        var source = Source(wanted.Url);
        var cache = new FolderCache(Path.Combine(stateDirectory, "updates/metadata"));
        var policy = new TrustPolicy(wanted.RequiredSchemes);
        var fetch = new BundleFetch(Path.Combine(stateDirectory, "updates/incoming"), Older(configuration.Models), Limits(wanted), time);
        var visit = new RepositoryVisit(source, () => new TufClient(source, cache, root, policy, new TufLimits(), now()), fetch, Wishes(wanted) with { Rollouts = gate }, Install);
        return new RepositoryWatch(visit, wanted.Every, Chance, time, logger);
    }

    private RolloutMoment Moment() => new(now(), time.LocalTimeZone, appliance.Clock.IsRight);

    private static double Chance() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    private bool IsSame(UpdatesConfiguration wanted) =>
        _configuration is { } known && known with { Models = wanted.Models, RequiredSchemes = wanted.RequiredSchemes } == wanted
            && known.Models.SequenceEqual(wanted.Models) && known.RequiredSchemes.SequenceEqual(wanted.RequiredSchemes);

    private ITufSource Source(Uri url)
    {
        if (url.IsFile) return new FolderSource(url.LocalPath);
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        string below = url.AbsoluteUri.TrimEnd('/');
        return new HttpSource(_http, new Uri($"{below}/{FolderSource.Metadata}/"), new Uri($"{below}/{FolderSource.Targets}/"), time);
    }

    private static TransferLimits Limits(UpdatesConfiguration wanted) => new() { BytesMax = wanted.BytesMax, BytesPerSecondMax = wanted.RateMax ?? long.MaxValue };

    private Func<string, IEnumerable<string>> Older(ModelsConfiguration models)
    {
        string repository = ModelUpdatesOptions.Of(models, stateDirectory).Repository;
        return model => [Path.Combine(repository, model), Path.Combine(ModelRoom.Shipped, model)];
    }

    private VisitWishes Wishes(UpdatesConfiguration wanted) => new(
        () => wanted.Models.Count > 0 ? wanted.Models : appliance.Pipelines.ModelUsers.Keys,
        model => appliance.Updates.Page(appliance.Pipelines.ModelUsers).Models.FirstOrDefault(known => known.Name == model)?.Version is { Length: > 0 } version ? version : null,
        () => appliance.Updates.Installs);

    private async Task<string?> Install(string folder, CancellationToken stop) => (await appliance.Updates.Install(folder, stop)).Error;
}
