using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

/// <summary>Sticks are folders that appear below <c>media</c>.</summary>
public sealed class StickWatchTests : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly EcdsaSigner _signer = EcdsaSigner.Generate();
    private readonly TufRepository _repository;
    private readonly List<string> _installed = [];
    private readonly StickWatch _watch;

    public StickWatchTests()
    {
        _repository = TufRepository.Create(At("repository"));
        foreach (var role in _repository.Roles.Values) role.Add(_signer.Key);
        Publish("1.0.0");
        Directory.CreateDirectory(At("media"));
        byte[] root = File.ReadAllBytes(At("repository/metadata/1.root.json"));
        var cache = new FolderCache(At("cache"));
        var journal = new FetchJournal(At("fetch.json"));
        var place = new FetchPlace(At("incoming"), journal, new FetchRoom(At("models")), FetchLimits.None, _time.GetUtcNow);
        var fetch = new BundleFetch(place, _ => [], new FetchProgress(), TimeProvider.System);
        var turn = new SemaphoreSlim(1);
        RepositoryLook Into(string folder)
        {
            var source = new FolderSource(folder);
            TufClient Client() => new(source, cache, root, TrustPolicy.Standard, new TufLimits(), _time.GetUtcNow());
            var wishes = new VisitWishes(() => ["tiny"], _ => _installed.LastOrDefault(), () => [], journal);
            return new RepositoryLook(new RepositoryVisit(source, Client, fetch, wishes, Install) { Turn = turn }.Run, $"updates.sticks {folder}", NullLogger.Instance);
        }
        _watch = new StickWatch(new StickFolders([At("media"), At("nowhere")]), Into, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("media")]
    [InlineData("media/stick")]
    [InlineData("media/stick/updates")]
    public async Task Look_RepositoryAppears_IsInstalledFrom(string place)
    {
        Copy("repository", place);

        await Until(() => _installed.Count == 1);

        Assert.Equal(["1.0.0"], _installed);
    }

    [Fact]
    public async Task Look_StickWithAnotherVersionLater_IsTakenToo()
    {
        Copy("repository", "media/stick");
        await Until(() => _installed.Count == 1);
        Publish("1.1.0");
        Directory.Delete(At("media/stick"), recursive: true);
        Copy("repository", "media/stick");

        await Until(() => _installed.Count == 2);

        Assert.Equal(["1.0.0", "1.1.0"], _installed);
    }

    [Fact]
    public async Task Look_StickOfAStranger_IsNotTrustedUntilItIsPulledOut()
    {
        var stranger = TufRepository.Create(At("stranger"));
        var key = EcdsaSigner.Generate();
        foreach (var role in stranger.Roles.Values) role.Add(key.Key);
        stranger.Publish([key], new Lifetimes(), _time.GetUtcNow());
        Copy("stranger", "media/stick");

        await Until(() => _watch.Conditions is [{ Code: "updates.not-trusted" }]);
        Directory.Delete(At("media/stick"), recursive: true);
        await Until(() => _watch.Conditions.Count == 0);

        Assert.Empty(_installed);
    }

    [Fact]
    public async Task Look_StickThatIsOlderThanWhatWasSeen_IsRefused()
    {
        Copy("repository", "old");
        Publish("1.1.0");
        Copy("repository", "media/new");
        await Until(() => _installed.Count == 1);
        Copy("old", "media/old");

        await Until(() => _watch.Conditions is [{ Code: "updates.not-trusted" }]);

        Assert.Contains("RolledBack", _watch.Conditions[0].Text);
    }

    private Task<InstallResult> Install(string folder, CancellationToken stop)
    {
        _installed.Add(BundleFolder.Open(folder).Manifest.Version);
        return Task.FromResult(new InstallResult(null, null));
    }

    private void Publish(string version)
    {
        string bundle = (TestBundle.Keeping("0.9") with { Version = version }).WriteTo(At($"made-{version}"));
        BundleTargets.Add(_repository, bundle, Directory.CreateDirectory(At("scratch")).FullName);
        _repository.Publish([_signer], new Lifetimes(), _time.GetUtcNow());
    }

    /// <summary>The timestamp comes last, as an export writes it.</summary>
    private void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(At(from), "*", SearchOption.AllDirectories).OrderBy(file => file.EndsWith(TufTimestamp.FileName, StringComparison.Ordinal)))
        {
            string target = Path.Combine(At(to), Path.GetRelativePath(At(from), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task Until(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(s_patience);
        while (!isSo())
        {
            _time.Advance(StickWatch.LookEvery);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
        }
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
