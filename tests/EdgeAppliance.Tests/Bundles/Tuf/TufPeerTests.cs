using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>Repositories of others read by this client, and this software's repositories read by another client.</summary>
public sealed class TufPeerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-tuf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NpmPeerFact("tuf")]
    public async Task Refresh_RepositoryByTufjs_ThroughThreeRootsAndKeysOfThreeKinds()
    {
        await Node("make.js", _folder);
        byte[] first = File.ReadAllBytes(Path.Combine(_folder, "metadata/1.root.json"));
        var source = new FolderSource(_folder);
        var client = new TufClient(source, new FolderCache(Path.Combine(_folder, "cache")), first, TrustPolicy.Standard, new TufLimits(), TimeProvider.System.GetUtcNow());

        await client.Refresh(CancellationToken.None);

        Assert.Equal(3, client.RootVersion);
        Assert.Equal("a pump", await Read(source, client, "models/pump.tar"));
        Assert.Equal("a fan", await Read(source, client, "vendor/fan.tar"));
        Assert.Equal(TufFailure.UnknownTarget, (await Assert.ThrowsAsync<TufException>(() => client.Find("vendor/pump.tar", CancellationToken.None))).Failure);
    }

    [NpmPeerFact("tuf")]
    public async Task Tufjs_RepositoryByThisSoftware_UpdatesThroughThreeRoots()
    {
        byte[] first = Publish();
        File.WriteAllBytes(Path.Combine(_folder, "first.json"), first);
        using var server = new StaticServer(_folder);

        await Node("update.js", Path.Combine(_folder, "first.json"), server.Address.ToString().TrimEnd('/'), Path.Combine(_folder, "theirs"), "models/pump.tar", "vendor/fan.tar");

        Assert.Equal("a pump", File.ReadAllText(Path.Combine(_folder, "theirs/pump.tar")));
        Assert.Equal("a fan", File.ReadAllText(Path.Combine(_folder, "theirs/fan.tar")));
    }

    [Fact]
    public async Task Refresh_OwnRepositoryOverHttp_WithBothSchemesRequired()
    {
        byte[] first = Publish();
        using var server = new StaticServer(_folder);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var source = new HttpSource(http, new Uri(server.Address, "metadata/"), new Uri(server.Address, "targets/"), TimeProvider.System);
        var policy = new TrustPolicy(["ecdsa-sha2-nistp256", "ml-dsa-65"]);
        var client = new TufClient(source, new FolderCache(Path.Combine(_folder, "cache")), first, policy, new TufLimits(), TimeProvider.System.GetUtcNow());

        await client.Refresh(CancellationToken.None);

        Assert.Equal(3, client.RootVersion);
        Assert.Equal("a pump", await Read(source, client, "models/pump.tar"));
        Assert.Equal("a fan", await Read(source, client, "vendor/fan.tar"));
    }

    [Fact]
    public void Publish_NothingChanged_NeedsTheOnlineKeyAlone()
    {
        Publish();
        var repository = TufRepository.Open(_folder);
        var online = repository.Roles["timestamp"].Keys[0];
        var before = TufTimestamp.Parse(File.ReadAllBytes(Path.Combine(_folder, "metadata/timestamp.json")));

        repository.Publish([_signers.First(signer => signer.Key.Id == online.Id)], new Lifetimes(), TimeProvider.System.GetUtcNow());

        var after = TufTimestamp.Parse(File.ReadAllBytes(Path.Combine(_folder, "metadata/timestamp.json")));
        Assert.Equal((before.Version + 1, before.Snapshot.Version), (after.Version, after.Snapshot.Version));
    }

    [Fact]
    public void Open_ForeignKeysAndDelegations_AreWrittenAgainAsTheyWere()
    {
        Publish();

        var repository = TufRepository.Open(_folder);

        Assert.Equal(["vendor"], repository.Delegations.Select(delegation => delegation.Name));
        Assert.Equal(["models/pump.tar"], repository.Targets.Keys);
        Assert.Equal(2, repository.Roles["targets"].Keys.Count);
    }

    private readonly List<TufSigner> _signers = [];

    /// <returns>The first root.</returns>
    private byte[] Publish()
    {
        var now = TimeProvider.System.GetUtcNow();
        var repository = TufRepository.Create(_folder);
        foreach (string role in new[] { "root", "targets" }) AddBoth(repository.Roles[role]);
        foreach (string role in new[] { "timestamp", "snapshot" }) repository.Roles[role].Add(Signer(EcdsaSigner.Generate()));
        repository.Publish(_signers, new Lifetimes(), now);
        for (int rotation = 0; rotation < 2; rotation++)
        {
            foreach (var key in repository.Roles["root"].Keys.ToArray()) repository.Roles["root"].Remove(key.Id);
            AddBoth(repository.Roles["root"]);
            repository.ChangeRoot();
            if (rotation == 1) AddTargets(repository);
            repository.Publish(_signers, new Lifetimes(), now);
        }
        return File.ReadAllBytes(Path.Combine(_folder, "metadata/1.root.json"));
    }

    private void AddTargets(TufRepository repository)
    {
        var vendor = new Delegation("vendor", ["vendor/*"]);
        AddBoth(vendor.Role);
        repository.AddDelegation(vendor);
        // Others pass over what they do not know.
        var custom = RolloutWriter.Into(JsonDocument.Parse("{}").RootElement, new Rollout("pump-1") { Spread = TimeSpan.FromHours(1), NotBefore = TimeProvider.System.GetUtcNow() });
        repository.Add("models/pump.tar", FileOf("a pump"), custom);
        repository.Add("vendor/fan.tar", FileOf("a fan"), delegation: vendor);
    }

    private void AddBoth(RoleKeys role)
    {
        role.Add(Signer(EcdsaSigner.FromPem(EcdsaSigner.Generate().ToPem())));
        role.Add(Signer(MlDsaSigner.FromPem(MlDsaSigner.Generate().ToPem())));
    }

    private TufKey Signer(TufSigner signer)
    {
        _signers.Add(signer);
        return signer.Key;
    }

    private string FileOf(string text)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<string> Read(ITufSource source, TufClient client, string name)
    {
        var target = await client.Find(name, CancellationToken.None);
        await using var stream = await source.OpenTarget(new TargetPiece(client.PathOf(target), target.Length, 0, target.Length), CancellationToken.None);
        using var reader = new StreamReader(stream!);
        string text = await reader.ReadToEndAsync();
        Assert.Equal(target.Hashes["sha256"], SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
        return text;
    }

    private static async Task Node(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(NpmPeerFactAttribute.Node, [Path.Combine(NpmPeerFactAttribute.FolderOf("tuf"), script), .. arguments]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var late = new CancellationTokenSource(s_patience);
        try
        {
            string said = await process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            Assert.True(process.ExitCode == 0, said);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
