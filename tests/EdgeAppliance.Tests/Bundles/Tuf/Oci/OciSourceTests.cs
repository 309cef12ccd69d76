using System.Diagnostics;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Peers;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Bundles.Tuf.Oci;

/// <summary>Against Debian's registry, pushed by this software and by Debian's skopeo.</summary>
public sealed class OciSourceTests : IDisposable
{
    private const string Skopeo = "/usr/bin/skopeo";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly EcdsaSigner _signer = EcdsaSigner.Generate();
    private readonly TufRepository _repository;

    public OciSourceTests()
    {
        _repository = TufRepository.Create(At("repository"));
        foreach (var role in _repository.Roles.Values) role.Add(_signer.Key);
        BundleTargets.Add(_repository, Path.Combine(ProjectReferences.Root, "models/host-anomaly"), Directory.CreateDirectory(At("scratch")).FullName);
        Publish();
    }

    private byte[] Root => File.ReadAllBytes(At("repository/metadata/1.root.json"));

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [ProgramFact(DockerRegistry.Program, DockerRegistry.Package)]
    public async Task Fetch_PushedRepository_GivesEveryTarget()
    {
        using var registry = await DockerRegistry.Start();
        await Push(registry.Url("edge/fleet"));

        var (client, source) = await Refreshed(registry.Url("edge/fleet"));

        foreach (var target in client.TopTargets.Values) await Fetch(client, source, target);
    }

    [ProgramFact(DockerRegistry.Program, DockerRegistry.Package)]
    public async Task Fetch_NewerRepositoryPushed_IsSeenByTheSameSource()
    {
        using var registry = await DockerRegistry.Start();
        await Push(registry.Url("edge/fleet"));
        var source = Source(registry.Url("edge/fleet"));
        await Client(source).Refresh(CancellationToken.None);
        Publish();
        await Push(registry.Url("edge/fleet"));
        var client = Client(source);

        await client.Refresh(CancellationToken.None);

        Assert.Equal(2, client.Roles["timestamp"].Version);
    }

    [ProgramFact(DockerRegistry.Program, DockerRegistry.Package)]
    public async Task Fetch_TamperedBlob_IsRefused()
    {
        using var registry = await DockerRegistry.Start();
        await Push(registry.Url("edge/fleet"));
        var (client, source) = await Refreshed(registry.Url("edge/fleet"));
        var model = client.TopTargets.Values.Single(target => target.Name.EndsWith("/model.onnx", StringComparison.Ordinal));
        registry.Tamper("sha256:" + Convert.ToHexStringLower(model.Hashes["sha256"]));

        Assert.Equal(TufFailure.WrongHash, (await Assert.ThrowsAsync<TufException>(() => Fetch(client, source, model))).Failure);
        Assert.False(File.Exists(At("fetched")));
    }

    [ProgramFact(DockerRegistry.Program, DockerRegistry.Package)]
    public async Task Fetch_TamperedMetadata_IsRefused()
    {
        using var registry = await DockerRegistry.Start();
        await Push(registry.Url("edge/fleet"));
        registry.Tamper(OciDescriptor.DigestOf(File.ReadAllBytes(At("repository/metadata/timestamp.json"))));

        Assert.Equal(TufFailure.WrongHash, (await Assert.ThrowsAsync<TufException>(() => Refreshed(registry.Url("edge/fleet")))).Failure);
    }

    [ProgramFact(DockerRegistry.Program, DockerRegistry.Package)]
    public async Task Fetch_AttachedToADigest_IsFoundByTheTagSchema()
    {
        using var registry = await DockerRegistry.Start();
        var place = Registry(registry.Url("edge/fleet:base"), null);
        await place.PutBlob(OciDescriptor.DigestOf(OciManifestWriter.EmptyConfiguration), () => new MemoryStream(OciManifestWriter.EmptyConfiguration.ToArray()), CancellationToken.None);
        byte[] subject = OciManifestWriter.Manifest("application/vnd.example.fleet", [], null, new Dictionary<string, string>());
        await place.PutManifest("base", OciTypes.Manifest, subject, CancellationToken.None);
        await Push(registry.Url("edge/fleet"), about: "base");
        Publish();
        await Push(registry.Url("edge/fleet"), about: "base");

        var (client, _) = await Refreshed(registry.Url($"edge/fleet@{OciDescriptor.DigestOf(subject)}"));

        Assert.Equal(2, client.Roles["timestamp"].Version);
        Assert.Equal(2, (await place.Referrers(OciDescriptor.DigestOf(subject), CancellationToken.None)).Count(about => about.ArtifactType == OciTypes.Metadata));
    }

    [ProgramFact(DockerRegistry.Program, DockerRegistry.Package)]
    public async Task Push_Bundle_HasItsBillOfMaterialsAttached()
    {
        using var registry = await DockerRegistry.Start();
        await Push(registry.Url("edge/fleet"));
        var place = Registry(registry.Url("edge/fleet"), null);
        string version = _repository.Targets.Keys.First(name => name.StartsWith("bundles/host-anomaly/", StringComparison.Ordinal)).Split('/')[2];

        var (bytes, digest) = (await place.Manifest($"host-anomaly-{version}", CancellationToken.None))!.Value;

        Assert.Equal(OciTypes.Bundle, OciManifest.Parse(bytes).ArtifactType);
        Assert.Equal(OciTypes.Sbom, Assert.Single(await place.Referrers(digest, CancellationToken.None)).ArtifactType);
    }

    [ProgramFact(Skopeo, "skopeo")]
    public async Task Fetch_CopiedBySkopeo_GivesEveryTarget()
    {
        if (!File.Exists(DockerRegistry.Program)) return;
        using var registry = await DockerRegistry.Start();
        await Push(registry.Url("edge/fleet"));
        string version = _repository.Targets.Keys.First(name => name.StartsWith("bundles/host-anomaly/", StringComparison.Ordinal)).Split('/')[2];
        foreach (string tag in new[] { $"host-anomaly-{version}", OciReference.StandardTag })
        {
            await Copy($"docker://127.0.0.1:{registry.Port}/edge/fleet:{tag}", $"oci:{At("layout")}:{tag}");
            await Copy($"oci:{At("layout")}:{tag}", $"docker://127.0.0.1:{registry.Port}/other/fleet:{tag}");
        }

        var (client, source) = await Refreshed(registry.Url("other/fleet"));

        foreach (var target in client.TopTargets.Values) await Fetch(client, source, target);
    }

    [ProgramFact(DockerRegistry.Program, DockerRegistry.Package)]
    public async Task Fetch_RegistryThatWantsATokenOfItsOwn_IsGivenOne()
    {
        using var tokens = new RegistryTokens();
        using var registry = await DockerRegistry.Start(tokens.Configuration);
        var known = new OciCredentials(RegistryTokens.User, RegistryTokens.Password);
        await Assert.ThrowsAsync<IOException>(() => Push(registry.Url("edge/fleet")));
        await Push(registry.Url("edge/fleet"), known);

        var (client, source) = await Refreshed(registry.Url("edge/fleet"), known);
        await Fetch(client, source, client.TopTargets.Values.First());

        Assert.Contains(tokens.Asked, scope => scope.StartsWith("repository:edge/fleet:", StringComparison.Ordinal) && scope.Contains("push", StringComparison.Ordinal));
        Assert.Equal("repository:edge/fleet:pull", tokens.Asked[^1]);
        Assert.Contains("gives no token", (await Assert.ThrowsAsync<IOException>(() => Refreshed(registry.Url("edge/fleet"), known with { Password = "wrong" }))).Message);
    }

    private async Task Push(string url, OciCredentials? credentials = null, string? about = null) =>
        await new OciPush(Registry(url, credentials), At("repository"), TimeProvider.System).Run(Root, about, CancellationToken.None);

    private async Task<(TufClient Client, OciSource Source)> Refreshed(string url, OciCredentials? credentials = null)
    {
        var source = Source(url, credentials);
        var client = Client(source);
        await client.Refresh(CancellationToken.None);
        return (client, source);
    }

    private TufClient Client(OciSource source) => new(source, new FolderCache(At("cache")), Root, TrustPolicy.Standard, new TufLimits(), TimeProvider.System.GetUtcNow());

    private OciSource Source(string url, OciCredentials? credentials = null) => new(Registry(url, credentials), TimeProvider.System);

    private OciRegistry Registry(string url, OciCredentials? credentials) => new(_http, OciReference.TryParse(new Uri(url))!, credentials);

    private async Task Fetch(TufClient client, OciSource source, TargetFile target)
    {
        using var none = new ChunkSeeds();
        await new TargetDownload(source, new TransferMeter(new TransferLimits(), TimeProvider.System)).Fetch(target, client.PathOf(target), null, none, At("fetched"), CancellationToken.None);
        File.Delete(At("fetched"));
    }

    private static async Task Copy(string from, string to)
    {
        using var skopeo = Process.Start(new ProcessStartInfo(Skopeo, ["copy", "--insecure-policy", "--src-tls-verify=false", "--dest-tls-verify=false", from, to]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string errors = await skopeo.StandardError.ReadToEndAsync();
        await skopeo.WaitForExitAsync();
        Assert.True(skopeo.ExitCode == 0, errors);
    }

    private void Publish() => _repository.Publish([_signer], new Lifetimes(), TimeProvider.System.GetUtcNow());

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
