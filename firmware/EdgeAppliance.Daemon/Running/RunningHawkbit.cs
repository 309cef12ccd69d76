using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Client;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Hawkbit;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The watch over a hawkBit server, put together: 1 the line, 2 who is trusted, 3 what brings bundles here, 4 what carries actions out, 5 what talks with the
/// server.</summary>
internal sealed class RunningHawkbit : IAsyncDisposable
{
    private readonly Appliance _appliance;
    private readonly HawkbitWishes _wishes;
    private readonly HttpClient _http;
    private readonly X509Certificate2? _own;
    private readonly HawkbitJournal _journal;
    private readonly HawkbitCounts _counts = new();
    private readonly HawkbitWatch _watch;

    /// <exception cref="IOException">A file that the configuration names cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is none of the kind that it should be.</exception>
    public RunningHawkbit(Appliance appliance, HawkbitWishes wishes, FetchPlace place, FetchProgress progress, HawkbitLine line)
    {
        (_appliance, _wishes) = (appliance, wishes);
        var (configured, time, state) = (wishes.Hawkbit, appliance.Around.Time, appliance.Around.State.Path);
        var keys = configured.KeyFiles.Select(ReadKey).ToList();
        try
        {
            if (configured.Tls is { CertificateFile: { } certificate, KeyFile: { } key }) _own = X509Certificate2.CreateFromPemFile(certificate, key);
            _http = SiteHttp.Client(configured.Tls.AuthorityFile, _own, line.Now, FetchHttp.Proxy(wishes.Updates.Proxy)); // 1
            _http.Timeout = Timeout.InfiniteTimeSpan;
            var client = new DdiClient(_http, configured, line.Device, time);
            _journal = new HawkbitJournal(Path.Combine(state, "updates/hawkbit.json"), client.Identity);
            ArchiveTrust trust = keys.Count > 0 ? new SignatureTrust(client, new TufRole(keys, configured.Threshold), wishes.Updates.RequiredSchemes) : new TargetsTrust(wishes.Repository, wishes.Gate); // 2
            var site = Site();
            var fetch = new ArchiveFetch(place, progress, time);
            var carrier = new HawkbitCarrier(_journal, trust, fetch, site, Scratch(state)) { Turn = line.Turn, Source = artifact => new ArtifactSource(client, artifact, time) }; // 3
            var ending = new HawkbitEnding(_journal, _counts, () => appliance.Clock.IsRight ? line.Now() : null, line.Logger);
            var run = new HawkbitRun(_journal, new HawkbitWay(carrier, time), site, ending, wishes.Times) { Time = time, Pause = new HawkbitPause(time), KeepOnly = fetch.KeepOnly }; // 4
            var dialogue = new HawkbitDialogue(client, _journal, run, ending, site) { Confirms = configured.Confirms, Appliance = ApplianceView.Version, Logger = line.Logger };
            _watch = new HawkbitWatch(dialogue, run, _journal, new HawkbitTimes(configured, line.Chance), new HawkbitSurroundings(_counts, wishes.Times, time, line.Logger)); // 5
        }
        catch
        {
            _http?.Dispose();
            _own?.Dispose();
            throw;
        }
        appliance.Updates.InstallsChanged += _watch.Wake;
        appliance.Shelf.Shelf.Changed += _watch.Wake;
        // What has changed before that.
        _watch.Wake();
    }

    /// <summary>Where archives are fetched to.</summary>
    public static string Archives(string stateDirectory) => Path.Combine(stateDirectory, "updates/hawkbit");

    /// <summary>Deletes what was fetched and not installed, where no hawkBit server is asked any more.</summary>
    /// <exception cref="IOException">The disk is read-only or failing.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Sweep(string stateDirectory)
    {
        foreach (string folder in new[] { Archives(stateDirectory), Scratch(stateDirectory) })
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    public IReadOnlyList<HealthCondition> Conditions => _watch.Conditions;

    public DateTimeOffset? LastPollAt => _watch.LastPollAt;

    public DateTimeOffset? NextPollAt => _watch.NextPollAt;

    public HawkbitStatus Page
    {
        get
        {
            var state = _journal.State;
            var last = state.Ended.Count > 0 ? state.Ended[0] : null;
            return new HawkbitStatus
            {
                Url = _wishes.Hawkbit.Url.AbsoluteUri,
                Controller = _wishes.Hawkbit.Controller ?? _appliance.Configuration.Device.Id,
                Connected = _watch.IsConnected,
                LastPollAt = _watch.LastPollAt,
                NextPollAt = _watch.NextPollAt,
                Action = state.Action?.Id,
                Bundles = state.Action?.Parts.Count ?? 0,
                BundlesDone = state.Action?.Done() ?? 0,
                Waits = _watch.Waits,
                LastAction = last?.Action,
                LastResult = last is null ? null : NameOf(last.Result),
                LastReason = last is null ? null : string.Join(" ", last.Details),
                Unsent = state.Unsent.Count,
                Polls = _counts.Polls,
                FailedPolls = _counts.FailedPolls,
                Actions = Enum.GetValues<HawkbitResult>().ToDictionary(NameOf, _counts.Of),
            };
        }
    }

    public void PollNow() => _watch.PollNow();

    public void Nudge() => _watch.Nudge();

    public async ValueTask DisposeAsync()
    {
        _appliance.Updates.InstallsChanged -= _watch.Wake;
        _appliance.Shelf.Shelf.Changed -= _watch.Wake;
        await _watch.DisposeAsync();
        _http.Dispose();
        _own?.Dispose();
    }

    private static string NameOf(HawkbitResult result) => JsonNamingPolicy.CamelCase.ConvertName(result.ToString());

    private static TufKey ReadKey(string file) => PublicKeyPem.TryRead(File.ReadAllText(file)) ?? throw new IOException($"'{file}' is no public key of ECDSA P-256 or ML-DSA-65 in PEM");

    private static string Scratch(string stateDirectory) => Path.Combine(stateDirectory, "updates/unpacked");

    private HawkbitSite Site() => new(_appliance.Report, _appliance.Shelf.CurrentVersion, () => _appliance.Shelf.Installs, _appliance.Shelf.InstallFetched)
    {
        Bundles = _wishes.Updates.Bundles, TakesOlder = _wishes.Hawkbit.TakesOlder, Lacks = manifest => Lacking.Of(manifest, _appliance.Shelf.WhyNot),
    };
}
