using System.Text.Json;
using EdgeAppliance.Bundles;
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

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

/// <summary>A tenant with a key of its own may publish <c>acme-*</c>, and tries to bring more.</summary>
public sealed class BundleFetchTests : IDisposable
{
    private const string Prompts = """{ "format": 1, "kind": "prompts", "name": "acme-x", "version": "9", "prompts": { "a": "a.txt" } }""";
    private const string Configuration = """{ "format": 1, "kind": "configuration", "name": "acme-x", "version": "9", "file": "a.txt" }""";

    private readonly TemporaryFolder _folder = new();
    private readonly EcdsaSigner _own = EcdsaSigner.Generate();
    private readonly EcdsaSigner _tenants = EcdsaSigner.Generate();
    private readonly Delegation _acme = new("acme", ["bundles/acme-*/*/*", "bundles/acme-*/*/*/*"]);
    private readonly TufRepository _repository;
    private readonly FetchJournal _journal;
    private readonly List<string> _installed = [];
    private readonly FetchProgress _progress = new();
    private Lacking? _lacking;
    private bool _isYWanted = true;

    public BundleFetchTests()
    {
        _repository = TufRepository.Create(At("repository"));
        foreach (var role in _repository.Roles.Values) role.Add(_own.Key);
        _acme.Role.Add(_tenants.Key);
        _repository.AddDelegation(_acme);
        _journal = new FetchJournal(At("fetch.json"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "format": 1, "kind": "prompts", "name": "pump", "version": "9", "prompts": { "a": "a.txt" } }""")]
    [InlineData("""{ "format": 1, "kind": "prompts", "name": "acme-x", "version": "10", "prompts": { "a": "a.txt" } }""")]
    [InlineData(Configuration)]
    public async Task Run_ManifestIsOfAnotherBundleThanTheOffer_IsRefusedForGood(string manifest)
    {
        Offer(manifest, """{ "bundle": "acme-x", "version": "9", "kind": "prompts" }""");

        var refusal = await Assert.ThrowsAsync<BundleException>(() => Visit("acme-x"));

        Assert.Contains("its manifest is of", refusal.Message);
        Assert.Contains("its manifest is of", Assert.Single(_journal.State.Failed).Reason);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("incoming")));
        Assert.Null(await Visit("acme-x"));
        Assert.Empty(_installed);
    }

    [Theory]
    [InlineData("""{ "bundle": "acme-x", "version": "9", "kind": "prompts" }""", true)]
    [InlineData("""{ "bundle": "acme-x", "version": "9", "kind": "news" }""", false)]
    public async Task Run_ManifestIsOfTheOffer_IsTakenWhereItsKindIsKnown(string custom, bool isTaken)
    {
        Offer(Prompts, custom);

        Assert.Equal(isTaken, await Visit("acme-x") is not null);
    }

    [Fact]
    public async Task Run_ConfigurationInTheNameOfAModel_IsNotTaken()
    {
        Offer(Configuration, """{ "bundle": "acme-x", "version": "9", "kind": "configuration" }""");

        Assert.Null(await Visit());
        Assert.Equal("9", (await Visit("acme-x"))?.Version);
    }

    [Theory]
    [InlineData("acme-y", true, true)]
    [InlineData("pump", true, false)]
    [InlineData("pump", false, true)]
    public async Task Run_SetOfModels_MayHoldWhatItsPublisherMayPublish(string member, bool isTenants, bool isTaken)
    {
        Directory.CreateDirectory(At("set"));
        (TestBundle.Keeping("0.9") with { Name = member }).WriteTo(At("set/one"));
        File.WriteAllText(At("set/bundle.json"), """{ "format": 1, "kind": "models", "name": "acme-x", "version": "9", "models": ["one"] }""");
        BundleTargets.Add(_repository, At("set"), Directory.CreateDirectory(At("scratch")).FullName, isTenants ? _acme : null);

        if (isTaken) Assert.Equal("9", (await Visit("acme-x"))?.Version);
        else Assert.Contains("'acme', may not publish pump", (await Assert.ThrowsAsync<BundleException>(() => Visit("acme-x"))).Message);
        Assert.Equal(isTaken, _installed.Count == 1);
        Assert.Equal(!isTaken, _journal.HasFailed("acme-x", "9"));
    }

    [Theory]
    [InlineData("""{ "format": 7 }""")]
    [InlineData("no JSON")]
    [InlineData("""{ "format": 1, "kind": "prompts", "name": "acme-x", "version": "9", "prompts": { "a": "../a.txt" } }""")]
    public async Task Run_MalformedManifest_IsRefusedForGoodWithItsReasonAndHoldsUpNoOther(string manifest)
    {
        Offer(manifest, """{ "bundle": "acme-x", "version": "9", "kind": "prompts" }""");
        Offer(Prompts.Replace("acme-x", "acme-y"), """{ "bundle": "acme-y", "version": "9", "kind": "prompts" }""", "acme-y");
        Publish();

        var result = await VisitOf("acme-x", "acme-y").Run(CancellationToken.None);

        Assert.Equal("acme-y", result.Begun?.Model);
        Assert.Equal(("acme-x", "updates.acme-x"), (Assert.Single(result.Faults).Offer.Model, Assert.Single(await ConditionsOf(result)).Subject));
        var failed = Assert.Single(_journal.State.Failed);
        Assert.Equal(("acme-x", "9", FailedFor.Good), (failed.Model, failed.Version, failed.For));
        Assert.StartsWith("bundle.json is wrong: ", failed.Reason);
        Assert.Equal("acme-y", (await VisitOf("acme-x", "acme-y").Run(CancellationToken.None)).Begun?.Model);
        Assert.Empty((await VisitOf("acme-x").Run(CancellationToken.None)).Faults);
    }

    [Fact]
    public async Task Run_DamagedIndexOfChunks_IsRefusedForGoodAndHoldsUpNoOther()
    {
        Offer(Prompts, """{ "bundle": "acme-x", "version": "9", "kind": "prompts" }""");
        _repository.Add("bundles/acme-x/9/a.txt.chunks", At("a.txt"), default, _acme);
        Offer(Prompts.Replace("acme-x", "acme-y"), """{ "bundle": "acme-y", "version": "9", "kind": "prompts" }""", "acme-y");
        Publish();

        Assert.Equal("acme-y", (await VisitOf("acme-x", "acme-y").Run(CancellationToken.None)).Begun?.Model);
        Assert.True(_journal.HasFailed("acme-x", "9"));
    }

    [Theory]
    [InlineData(false, FailedFor.ThisDevice)]
    [InlineData(true, FailedFor.Now)]
    public async Task Run_DeviceLacksWhatItRequires_IsKeptWithItsReasonHoldsUpNoOtherAndIsTakenOnceItDoesNot(bool isPassing, object kept)
    {
        Offer(Prompts, """{ "bundle": "acme-x", "version": "9", "kind": "prompts" }""");
        Offer(Prompts.Replace("acme-x", "acme-y"), """{ "bundle": "acme-y", "version": "9", "kind": "prompts" }""", "acme-y");
        Publish();
        _lacking = new Lacking("It is not for this device.", isPassing);
        var visit = VisitOf("acme-x", "acme-y");

        Assert.Equal("acme-y", (await visit.Run(CancellationToken.None)).Begun?.Model);
        Assert.Equal([new FailedVersion("acme-x", "9", "It is not for this device.") { For = (FailedFor)kept }], new FetchJournal(At("fetch.json")).State.Failed);
        long fetched = _progress.FromFolders;
        _isYWanted = false;
        Assert.Contains("It is not for this device.", Assert.Single((await visit.Run(CancellationToken.None)).Faults).Why.Message);
        // The manifest is known.
        Assert.Equal(fetched, _progress.FromFolders);
        _lacking = null;

        Assert.Equal("acme-x", (await visit.Run(CancellationToken.None)).Begun?.Model);
        Assert.Empty(_journal.State.Failed);
    }

    [Fact]
    public async Task Run_OneThatFailsWheneverItIsTried_IsTriedAfterTheOthers()
    {
        // A file where a folder must be: no fault of the line's, and yet as if the disk had failed.
        Offer(Prompts, """{ "bundle": "acme-x", "version": "9", "kind": "prompts" }""");
        _repository.Add("bundles/acme-x/9/a.txt/b", At("a.txt"), default, _acme);
        Offer(Prompts.Replace("acme-x", "acme-y"), """{ "bundle": "acme-y", "version": "9", "kind": "prompts" }""", "acme-y");
        Publish();
        var visit = VisitOf("acme-x", "acme-y");
        for (int i = 0; i < 3; i++) Assert.IsAssignableFrom<IOException>(Assert.Single((await visit.Run(CancellationToken.None)).Faults).Why);

        Assert.Equal("acme-y", (await visit.Run(CancellationToken.None)).Begun?.Model);
    }

    /// <summary>As a look tells of them.</summary>
    private static async Task<IReadOnlyList<EdgeAppliance.Core.Health.HealthCondition>> ConditionsOf(VisitResult result)
    {
        var look = new RepositoryLook(_ => Task.FromResult(result), "updates", Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await look.Run(CancellationToken.None);
        return look.Conditions;
    }

    /// <param name="bundles">That may be of every kind.</param>
    private Task<BundleOffer?> Visit(params string[] bundles)
    {
        Publish();
        return VisitOf(bundles).Run(CancellationToken.None).Begun();
    }

    private void Publish() => _repository.Publish([_own, _tenants], new Lifetimes(), TimeProvider.System.GetUtcNow());

    private RepositoryVisit VisitOf(params string[] bundles)
    {
        var source = new FolderSource(At("repository"));
        byte[] root = File.ReadAllBytes(At("repository/metadata/1.root.json"));
        TufClient Client() => new(source, new FolderCache(At("cache")), root, TrustPolicy.Standard, new TufLimits(), TimeProvider.System.GetUtcNow());
        var place = new FetchPlace(At("incoming"), _journal, new FetchRoom(At("models")), FetchLimits.None, TimeProvider.System.GetUtcNow);
        var fetch = new BundleFetch(place, _ => [], _progress, TimeProvider.System) { WhyNot = manifest => manifest.Name == "acme-x" ? _lacking : null };
        var wishes = new VisitWishes(() => ["acme-x", .. _isYWanted ? bundles : Array.Empty<string>()], _ => null, () => [], _journal) { Bundles = bundles };
        return new RepositoryVisit(source, Client, fetch, wishes, Install);
    }

    private Task<InstallResult> Install(string folder, CancellationToken stop)
    {
        _installed.Add(BundleFolder.Open(folder).Manifest.Name);
        return Task.FromResult(new InstallResult(null, null));
    }

    /// <summary>Published as the version 9 of <c>acme-x</c>, as one that does not use edgectl may.</summary>
    private void Offer(string manifest, string custom, string name = "acme-x")
    {
        File.WriteAllText(At("bundle.json"), manifest);
        File.WriteAllText(At("a.txt"), "{}");
        using var said = JsonDocument.Parse(custom);
        _repository.Add($"bundles/{name}/9/bundle.json", At("bundle.json"), said.RootElement.Clone(), _acme);
        _repository.Add($"bundles/{name}/9/a.txt", At("a.txt"), default, _acme);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
