using System.Formats.Tar;
using System.Text;
using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>Of a set of models all members are judged, and the set alone is waited for.</summary>
public sealed class HawkbitSetTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Set_IsCommitted_IsClosedWithSuccess()
    {
        var action = Deploy();
        await _world.Turn();
        Assert.Equal(["set 3"], _world.Installed);
        _world.End(InstallState.Committed);
        await _world.Turn();
        Assert.Equal((DdiServerState.Finished, "set 3 is committed."), (action.State, action.Details[^1]));
    }

    /// <summary>What became of its members before, or by themselves, is not what became of it.</summary>
    [Fact]
    public async Task Set_GoesBack_IsClosedWithItsReason()
    {
        var action = Deploy();
        await _world.Turn();
        _world.Installs.Insert(0, new InstallStatus { Id = 9, Model = "one", Version = "7", State = InstallState.Refused, Reason = "It is another's fault.", StartedAt = _world.Time.GetUtcNow() });
        await _world.Turn();
        Assert.Equal(DdiServerState.Running, action.State);
        _world.End(InstallState.RolledBack, "two: It drifts.");
        await _world.Turn();
        Assert.Equal((DdiServerState.Error, "set 3 was rolled back: two: It drifts."), (action.State, action.Details[^1]));
    }

    [Fact]
    public async Task Set_MemberIsNoBundle_IsClosedWithTheReason()
    {
        using var world = new HawkbitWorld(hasKeys: true) { Bundles = ["set"] };
        world.Restart();
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            byte[] manifest = Encoding.UTF8.GetBytes("""{ "format": 1, "kind": "models", "name": "set", "version": "3", "models": ["one", "two"] }""");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, BundleManifest.FileName) { DataStream = new MemoryStream(manifest) });
        }
        var action = world.Server.Deploy(DdiServerModule.Of("set", "3", BundleKind.Models, bytes.ToArray(), world.Signer));
        await world.Turn();
        Assert.Equal(DdiServerState.Error, action.State);
        Assert.StartsWith("set 3 is no bundle that can be taken: ", action.Details[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.At("unpacked")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Set_MemberIsOlderThanWhatRuns_IsTakenWhereThatIsConfigured(bool takesOlder)
    {
        _world.Configuration = _world.Configuration with { TakesOlder = takesOlder };
        _world.CurrentOf = name => name == "two" ? "8" : null;
        var action = Deploy();
        await _world.Turn();
        Assert.Equal(takesOlder ? 1 : 0, _world.Installed.Count);
        if (!takesOlder) Assert.Equal("set 3 is not taken: two 7 is older than 8, which runs; updates.hawkbit.older does not allow that.", action.Details[^1]);
    }

    private DdiServerAction Deploy()
    {
        _world.Bundles = ["set"];
        _world.Restart();
        return _world.Server.Deploy(_world.Set("3", ofMembers: "7"));
    }
}
