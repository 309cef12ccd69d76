using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Reported;
using EdgeAppliance.Daemon.Updates.Rollouts;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Fleet;

/// <summary>A device of a fleet, made of the daemon's own parts: its visit to the repository, its rollouts, its reported state, its link. Only
/// what runs the model is left out: what was fetched is read, and commits or, on a bad device, is refused.</summary>
internal sealed class FleetDevice : IDisposable
{
    private readonly bool _isBad;
    private readonly FleetSite _site;
    private readonly RepositoryVisit _visit;
    private readonly ReportedBundles _reports;
    private readonly MqttLink _link;
    private readonly string _folder;
    private volatile IReadOnlyList<InstallStatus> _installs = [];

    public FleetDevice(string id, bool isBad, FleetSite site)
    {
        (Id, _isBad, _site, _folder) = (id, isBad, site, Path.Combine(site.Folder, id));
        var device = new RolloutDevice(id, new Dictionary<string, string>());
        var gate = new RolloutGate(device, () => new RolloutMoment(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, IsRight: true));
        var cache = new MemoryCache();
        var policy = new TrustPolicy(["ecdsa-sha2-nistp256", "ml-dsa-65"]);
        var journal = new FetchJournal(Path.Combine(_folder, "fetch.json"));
        var place = new FetchPlace(Path.Combine(_folder, "incoming"), journal, new FetchRoom(_folder), FetchLimits.None, TimeProvider.System.GetUtcNow);
        var fetch = new BundleFetch(place, _ => [], new FetchProgress(), TimeProvider.System);
        var wishes = new VisitWishes(() => [site.Model], _ => Committed?.Version, () => _installs, journal) { Rollouts = gate };
        _visit = new RepositoryVisit(site.Source, () => new TufClient(site.Source, cache, site.Root, policy, new TufLimits(), TimeProvider.System.GetUtcNow()), fetch, wishes, Install);
        _reports = new ReportedBundles(() => DeviceReports.Of(device, Page(), gate), new StillTime());
        _link = new MqttLink(new MqttUplinkConfiguration("fleet", site.Broker, "edge/{device}/{pipeline}"), id, TimeProvider.System.GetUtcNow, NullLogger.Instance, _reports);
    }

    public string Id { get; }

    /// <summary>Whether it has begun with any version.</summary>
    public bool HasBegun => _installs.Count > 0;

    public Task Connect(CancellationToken stop) => _link.Connect(stop);

    public async Task Look(CancellationToken stop)
    {
        await _visit.Run(stop);
        _reports.Look();
    }

    public Task Close() => _link.Close();

    public void Dispose()
    {
        _reports.Dispose();
        _link.Dispose();
    }

    private InstallStatus? Committed => _installs.FirstOrDefault(install => install.State == InstallState.Committed);

    private Task<InstallResult> Install(string folder, CancellationToken stop)
    {
        var manifest = BundleFolder.Open(folder).Manifest;
        var now = TimeProvider.System.GetUtcNow();
        _installs =
        [
            new InstallStatus
            {
                Id = _installs.Count + 1,
                Model = manifest.Name,
                Version = manifest.Version,
                State = _isBad ? InstallState.Refused : InstallState.Committed,
                Reason = _isBad ? "golden test 'rest' differs by 0.4" : null,
                StartedAt = now,
                EndsAt = now,
            },
            .. _installs,
        ];
        return Task.FromResult(new InstallResult(null, null));
    }

    private ModelsPage Page() => new()
    {
        MemoryBytes = 0,
        MemoryBytesMax = 0,
        Models = Committed is { } runs ? [new ModelStatus { Name = _site.Model, Version = runs.Version, State = ModelState.Running, MemoryBytes = 0 }] : [],
        Installs = _installs,
    };
}
