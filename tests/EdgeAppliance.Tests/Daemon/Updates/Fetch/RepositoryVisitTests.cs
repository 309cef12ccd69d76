using System.Text.Json.Nodes;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Rollouts;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Bundles.Tuf;

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

public sealed class RepositoryVisitTests : IDisposable
{
    private const string Model = "host-anomaly";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-visit-").FullName;
    private readonly TufRepository _repository;
    private readonly List<TufSigner> _signers = [];
    private readonly List<InstallStatus> _installs = [];
    private readonly List<string> _installed = [];
    private readonly StaticServer _server;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly RolloutGate _gate = new(new RolloutDevice("box", new Dictionary<string, string>()), () => new RolloutMoment(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, IsRight: true));
    private readonly FetchProgress _progress = new();
    private FetchJournal _journal;
    private FetchLimits _limits = FetchLimits.None;
    private string? _current;
    private string? _refusal;
    private string? _lacking;
    private bool _isBundlesFault = true;
    private string[] _bundles = [];
    private readonly List<string> _offered = [];

    public RepositoryVisitTests()
    {
        _repository = TufRepository.Create(At("repository"));
        foreach (var role in _repository.Roles.Values)
        {
            var signer = EcdsaSigner.Generate();
            role.Add(signer.Key);
            _signers.Add(signer);
        }
        Publish();
        _server = new StaticServer(At("repository"));
        _journal = new FetchJournal(At("fetch.json"));
    }

    public void Dispose()
    {
        _server.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_NewerVersion_IsFetchedAndInstalledByWhatHasChangedAlone()
    {
        Offer("9.1.0");
        _current = "9.0.0";

        var begun = await Visit();

        Assert.Equal("9.1.0", begun?.Version);
        Assert.Equal(["9.1.0"], _installed);
        // The model is the shipped one: of it nothing but the index travels.
        Assert.True(_progress.Fetched < _progress.Reused, $"{_progress.Fetched} bytes travelled, {_progress.Reused} were here");
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("incoming")));
    }

    [Fact]
    public async Task Run_SeveralVersions_TakesTheNewest()
    {
        Offer("9.2.0", "9.10.0", "9.9.0");

        Assert.Equal("9.10.0", (await Visit())?.Version);
    }

    [Theory]
    [InlineData("9.1.0")]
    [InlineData("9.2.0")]
    public async Task Run_NothingNewer_TakesNothing(string current)
    {
        Offer("9.1.0");
        _current = current;

        Assert.Null(await Visit());
    }

    [Theory]
    [InlineData(InstallState.RolledBack)]
    [InlineData(InstallState.Refused)]
    public async Task Run_VersionThatFailedHere_IsNotTriedAgainUntilANewerOneComes(object state)
    {
        Offer("9.1.0");
        _installs.Add(new InstallStatus { Id = 1, Model = Model, Version = "9.1.0", State = (InstallState)state, StartedAt = TimeProvider.System.GetUtcNow() });

        Assert.Null(await Visit());
        Offer("9.1.1");
        Assert.Equal("9.1.1", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_WhileAVersionIsTried_WaitsForIt()
    {
        Offer("9.2.0");
        _installs.Add(new InstallStatus { Id = 1, Model = Model, Version = "9.1.0", State = InstallState.Trial, StartedAt = TimeProvider.System.GetUtcNow() });

        var result = await Look();

        Assert.Null(result.Begun);
        Assert.False(result.IsFree!());
        _installs[0] = _installs[0] with { State = InstallState.Committed };
        Assert.True(result.IsFree());
        Assert.Equal("9.2.0", (await Visit())?.Version);
    }

    /// <summary>What is tried is the newest that there is.</summary>
    [Fact]
    public async Task Run_WhileTheNewestIsTried_NothingWaits()
    {
        Offer("9.1.0", "9.2.0");
        _installs.Add(new InstallStatus { Id = 1, Model = Model, Version = "9.2.0", State = InstallState.Trial, StartedAt = TimeProvider.System.GetUtcNow() });

        Assert.Null((await Look()).IsFree);
    }

    [Fact]
    public async Task Run_NewestIsNotItsTurnYet_TakesTheOneBeforeAndThenIt()
    {
        Offer("9.1.0", "9.2.0");
        var book = new RolloutBook(_repository);
        book.Create(Model, "9.2.0", new Rollout("r") { Stages = [new(0), new(1_000_000)] });
        Publish();

        Assert.Equal("9.1.0", (await Visit())?.Version);
        _current = "9.1.0";
        Assert.Null(await Visit());
        Assert.Equal("9.2.0", Assert.Single(_gate.Held).Version);
        book.Change("r", rollout => rollout.Promote(TimeProvider.System.GetUtcNow(), early: false));
        Publish();
        Assert.Equal("9.2.0", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_NewestIsAborted_IsAsIfItWereNotThere()
    {
        Offer("9.1.0", "9.2.0");
        var book = new RolloutBook(_repository);
        book.Create(Model, "9.2.0", new Rollout("r"));
        book.Change("r", rollout => rollout.Abort());
        Publish();

        Assert.Equal("9.1.0", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_ModelThatNobodyWants_TakesNothing()
    {
        Offer("9.1.0");

        Assert.Null(await Visit("pump-anomaly"));
    }

    [Fact]
    public async Task Run_LineIsCut_GoesOnAtTheNextVisit()
    {
        Offer("9.1.0");
        _server.CutAfter = 30;
        await Assert.ThrowsAnyAsync<Exception>(() => Visit());
        _server.CutAfter = null;

        Assert.Equal("9.1.0", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_TargetChangedAtTheServer_IsRefusedAndNothingInstalled()
    {
        Offer("9.1.0");
        string file = Directory.EnumerateFiles(At("repository/targets"), "*.bundle.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(file, File.ReadAllText(file).Replace("9.1.0", "9.1.9"));

        var refusal = await Assert.ThrowsAsync<TufException>(() => Visit());

        Assert.Equal(TufFailure.WrongHash, refusal.Failure);
        Assert.Empty(_installed);
    }

    [Fact]
    public async Task Run_InstallerRefuses_SaysWhy()
    {
        Offer("9.1.0");
        _refusal = "it is not for this board";

        Assert.Contains(_refusal, (await Assert.ThrowsAsync<BundleException>(() => Visit())).Message);
    }

    [Fact]
    public async Task Run_VersionOfADelegatedRole_IsFetched()
    {
        var delegation = new Delegation("line", [$"bundles/{Model}/*/*", $"bundles/{Model}/*/*/*"]);
        var signer = EcdsaSigner.Generate();
        delegation.Role.Add(signer.Key);
        _repository.AddDelegation(delegation);
        _signers.Add(signer);
        Offer(delegation, "9.1.0");

        Assert.Equal("9.1.0", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_InstallerRefusedTheBundle_IsNotFetchedAgainOverARestartUntilANewerOneComes()
    {
        Offer("9.1.0");
        _refusal = "it is not for this board";
        await Assert.ThrowsAsync<BundleException>(() => Visit());
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("incoming")));
        (_refusal, _journal) = (null, new FetchJournal(At("fetch.json")));

        Assert.Null(await Visit());
        Assert.Equal([new FailedVersion(Model, "9.1.0", "it is not for this board")], _journal.State.Failed);
        Offer("9.1.1");
        Assert.Equal("9.1.1", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_InstallerCouldNotTakeItNow_IsTakenTheNextTimeWithoutFetchingAgain()
    {
        Offer("9.1.0");
        (_refusal, _isBundlesFault) = ("another is on trial", false);
        await Assert.ThrowsAsync<BundleException>(() => Visit());
        long fetched = _progress.Fetched;
        _refusal = null;

        Assert.Equal("9.1.0", (await Visit())?.Version);
        // The index alone, which is not kept.
        Assert.InRange(_progress.Fetched - fetched, 0, fetched / 2);
        Assert.Null(_journal.State.Deployment);
    }

    [Fact]
    public async Task Run_InterruptedInstallation_IsTriedAgain()
    {
        Offer("9.1.0");
        _installs.Add(new InstallStatus { Id = 1, Model = Model, Version = "9.1.0", State = InstallState.Interrupted, StartedAt = TimeProvider.System.GetUtcNow() });

        Assert.Equal("9.1.0", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_NotForThisDevice_IsRefusedBeforeItsModelTravels()
    {
        Offer("9.1.0");
        _lacking = "It is not for this device: it is made for arm64, and this is x64.";

        Assert.Contains(_lacking, (await Assert.ThrowsAsync<BundleException>(() => Visit())).Message);

        Assert.DoesNotContain(_server.Asked, path => path.Contains("model.onnx", StringComparison.Ordinal));
        Assert.Empty(_installed);
    }

    [Fact]
    public async Task Run_BudgetIsSpent_FetchesNoMoreEvenAfterARestart()
    {
        Offer("9.1.0");
        _limits = FetchLimits.None with { BytesMax = 500 };
        for (int i = 0; i < 4; i++)
        {
            _journal = new FetchJournal(At("fetch.json"));
            Assert.Contains("500 bytes that may be fetched for one version are spent", (await Assert.ThrowsAsync<BundleException>(() => Visit())).Message);
        }
        Assert.InRange(_progress.Fetched, 0, 500);
        _limits = FetchLimits.None;
        Assert.Equal("9.1.0", (await Visit())?.Version);
    }

    [Fact]
    public async Task Run_PeriodsBudgetIsSpent_WaitsForTheNext()
    {
        Offer("9.1.0");
        _limits = FetchLimits.None with { PeriodBytesMax = 500, Period = TimeSpan.FromDays(1) };
        for (int i = 0; i < 3; i++) Assert.Contains("500 bytes that may be fetched in 24 h", (await Assert.ThrowsAsync<BundleException>(() => Visit())).Message);
        Assert.InRange(_progress.Fetched, 0, 500);
        Assert.Equal(_progress.Fetched, _journal.InPeriod(TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow()));
        Assert.Equal(0, _journal.InPeriod(TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow().AddDays(1)));
    }

    [Fact]
    public async Task Run_FromAStick_CostsNothingOfTheLinesBudget()
    {
        Offer("9.1.0");
        _limits = new FetchLimits(500, 1, 500, TimeSpan.FromDays(1));

        Assert.Equal("9.1.0", (await Visit(isOnAStick: true))?.Version);

        Assert.Equal((0, 0), (_progress.Fetched, _journal.InPeriod(TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow())));
        Assert.InRange(_progress.FromFolders, 501, long.MaxValue);
    }

    /// <summary>A system goes the way of all bundles, also from a stick; it is asked for what runs before one is chosen.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_System_IsFetchedAsOthersAre(bool isOnAStick)
    {
        Directory.CreateDirectory(At("made"));
        File.WriteAllBytes(At("made/os.raucb"), [.. "hsqs"u8, .. new byte[200_000]]);
        File.WriteAllText(At("made/bundle.json"), """{ "format": 1, "kind": "system", "name": "os", "version": "9.1.0", "file": "os.raucb", "board": "edge-appliance-arm64" }""");
        BundleTargets.Add(_repository, At("made"), Directory.CreateDirectory(At("scratch")).FullName);
        Publish();
        Assert.Null(await Visit("os", isOnAStick));
        Assert.Empty(_offered);

        _bundles = ["os"];

        Assert.Equal(BundleKind.System, (await Visit("os", isOnAStick))?.Kind);
        Assert.Equal(["9.1.0"], _installed);
        Assert.Equal(["os"], _offered);
        _current = "9.1.0";
        Assert.Null(await Visit("os", isOnAStick));
    }

    [Fact]
    public async Task Run_NoRoom_SaysSoBeforeAnythingIsFetched()
    {
        Offer("9.1.0");
        // A file stands where the repository's folder would be, which holds the room.
        File.WriteAllText(At("models"), "");

        await Assert.ThrowsAnyAsync<IOException>(() => Visit());
        Assert.Equal(0, _progress.Fetched);
        Assert.False(_journal.HasFailed(Model, "9.1.0"));
    }

    private Task<BundleOffer?> Visit(string model = Model, bool isOnAStick = false) => Look(model, isOnAStick).Begun();

    private Task<VisitResult> Look(string model = Model, bool isOnAStick = false)
    {
        ITufSource source = isOnAStick ? new FolderSource(At("repository")) : new HttpSource(_http, new Uri(_server.Address, "metadata/"), new Uri(_server.Address, "targets/"), TimeProvider.System);
        byte[] root = File.ReadAllBytes(At("repository/metadata/1.root.json"));
        var cache = new FolderCache(At("cache"));
        TufClient Client() => new(source, cache, root, TrustPolicy.Standard, new TufLimits(), TimeProvider.System.GetUtcNow());
        var place = new FetchPlace(At("incoming"), _journal, new FetchRoom(At("models")), _limits, TimeProvider.System.GetUtcNow);
        var fetch = new BundleFetch(place, name => [At("models"), Path.Combine(ProjectReferences.Root, "models", name)], _progress, TimeProvider.System) { WhyNot = _ => _lacking is null ? null : new Lacking(_lacking, IsPassing: false) };
        return new RepositoryVisit(source, Client, fetch, new VisitWishes(() => [model], _ => _current, () => _installs, _journal) { Rollouts = _gate, Bundles = _bundles, SystemOffered = _offered.Add }, Install).Run(CancellationToken.None);
    }

    private Task<InstallResult> Install(string folder, CancellationToken stop)
    {
        Assert.False(File.Exists(At("models/.room")));
        if (_refusal is not null) return Task.FromResult(new InstallResult(null, _refusal) { IsBundlesFault = _isBundlesFault });
        var bundle = BundleFolder.Open(folder);
        foreach (string file in bundle.Manifest.Files()) Assert.True(File.Exists(Path.Combine(folder, file)), file);
        _installed.Add(bundle.Manifest.Version);
        return Task.FromResult(new InstallResult(null, null));
    }

    /// <summary>The shipped model under other versions.</summary>
    private void Offer(params string[] versions) => Offer(null, versions);

    private void Offer(Delegation? delegation, params string[] versions)
    {
        foreach (string version in versions)
        {
            string bundle = At($"made-{version}");
            Copy(Path.Combine(ProjectReferences.Root, "models", Model), bundle);
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(bundle, "bundle.json")))!;
            manifest["version"] = version;
            File.WriteAllText(Path.Combine(bundle, "bundle.json"), manifest.ToJsonString());
            BundleTargets.Add(_repository, bundle, Directory.CreateDirectory(At("scratch")).FullName, delegation);
        }
        Publish();
    }

    private void Publish() => _repository.Publish(_signers, new Lifetimes(), TimeProvider.System.GetUtcNow());

    private static void Copy(string from, string to)
    {
        var bundle = BundleFolder.Open(from);
        foreach (string file in bundle.Manifest.Files().Append(BundleManifest.FileName))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, file))!);
            File.Copy(Path.Combine(from, file), Path.Combine(to, file));
        }
    }

    private string At(string name) => Path.Combine(_folder, name);
}
