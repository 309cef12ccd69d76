using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What nobody who is trusted vouches for, or nobody has configured, is not taken.</summary>
public sealed class HawkbitTrustTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("unpublished", "know no tiny 2")]
    [InlineData("another archive", "is not the archive of tiny 2")]
    [InlineData("another hash", "is not the archive of tiny 2")]
    [InlineData("no archive", "has 0 archives")]
    [InlineData("bad name", "is not named as a bundle may be")]
    [InlineData("older", "older than 3")]
    [InlineData("aborted", "was aborted")]
    [InlineData("no modules", "no software modules")]
    public async Task Deployment_NotVouchedFor_IsClosedBeforeAByteIsFetched(string what, string reason)
    {
        var module = _world.Module("2", isPublished: what != "unpublished");
        if (what == "another archive") module = module with { Files = new Dictionary<string, byte[]> { ["tiny-2.tar"] = new byte[100] } };
        if (what == "another hash") module = module with { Sha256 = new string('a', 64) };
        if (what == "no archive") module = module with { Files = new Dictionary<string, byte[]> { ["tiny-2.zip"] = new byte[100] } };
        if (what == "bad name") module = module with { Name = "../tiny" };
        if (what == "older") _world.Current = "3";
        if (what == "aborted")
        {
            _world.Rollouts.Create("tiny", "2", new Rollout("slow"));
            _world.Rollouts.Change("slow", rollout => rollout.Abort());
            _world.Publish();
        }
        var action = what == "no modules" ? _world.Server.Deploy() : _world.Server.Deploy(module);
        await _world.Turn();
        Assert.Equal((DdiServerState.Error, 0), (action.State, _world.Server.Bytes));
        Assert.Contains(reason, action.Details[^1], StringComparison.Ordinal);
        Assert.Empty(_world.Installed);
    }

    [Fact]
    public async Task Deployment_Older_IsTakenWhereThatIsConfigured()
    {
        _world.Configuration = _world.Configuration with { TakesOlder = true };
        _world.Current = "3";
        _world.Restart();
        _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }

    [Theory]
    [InlineData("no signature", "has no tiny-2.tar.sig")]
    [InlineData("another's signature", "does not count")]
    [InlineData("of another version", "is of tiny 3")]
    [InlineData("of another archive", "is not the archive that tiny-2.tar.sig is of")]
    [InlineData("another scheme", "does not count")]
    public async Task Deployment_SignedBadly_IsClosedBeforeTheArchiveIsFetched(string what, string reason)
    {
        using var world = new HawkbitWorld(hasKeys: true);
        if (what == "another scheme") world.RequiredSchemes = ["ml-dsa-65"];
        world.Restart();
        var module = world.Module("2");
        var files = new Dictionary<string, byte[]>(module.Files);
        using var stranger = EcdsaSigner.Generate();
        if (what == "no signature") files.Remove("tiny-2.tar.sig");
        if (what == "another's signature") files = new(DdiServerModule.Of(world.At("made/tiny-2"), stranger).Files);
        if (what == "of another version") files["tiny-2.tar.sig"] = world.Module("3").Files["tiny-3.tar.sig"];
        if (what == "of another archive") files["tiny-2.tar"] = [.. files["tiny-2.tar"], 0];
        var action = world.Server.Deploy(module with { Files = files });
        await world.Turn();
        Assert.Equal(DdiServerState.Error, action.State);
        Assert.Contains(reason, action.Details[^1], StringComparison.Ordinal);
        Assert.Empty(world.Installed);
    }

    [Fact]
    public async Task Deployment_ConfigurationThatNobodyNamed_IsRefused()
    {
        Directory.CreateDirectory(_world.At("site"));
        File.WriteAllText(_world.At("site/bundle.json"), """{ "format": 1, "kind": "prompts", "name": "site", "version": "2", "prompts": { "a": "a.txt" } }""");
        File.WriteAllText(_world.At("site/a.txt"), "Say something.");
        var module = _world.ModuleOf(_world.At("site"));
        var action = _world.Server.Deploy(module);
        await _world.Turn();
        Assert.Contains("updates.bundles does not name it", action.Details[^1]);
        _world.Bundles = ["site"];
        _world.Restart();
        _world.Server.Deploy(module);
        await _world.Turn();
        Assert.Equal(["site 2"], _world.Installed);
    }

    [Fact]
    public async Task Metadata_Expired_IsRetriedAndNotTrusted()
    {
        var module = _world.Module("2");
        _world.Time.Advance(TimeSpan.FromDays(10));
        var action = _world.Server.Deploy(module);
        await _world.Turn();
        Assert.True(_world.Run.Pause.IsNotTrusted);
        Assert.Equal(DdiServerState.Running, action.State);
        _world.Publish();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }
}
