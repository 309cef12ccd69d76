using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Hawkbit;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What becomes of a deployment, from the order to the words that it is closed with.</summary>
public sealed class HawkbitDeploymentTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deployment_Committed_IsClosedWithSuccess(bool hasKeys)
    {
        using var world = new HawkbitWorld(hasKeys);
        var action = world.Server.Deploy(world.Module("2"));
        await world.Turn();
        Assert.Equal(["tiny 2"], world.Installed);
        Assert.Equal(["download none", "downloaded none", "proceeding none"], action.Told);
        world.End(InstallState.Committed);
        await world.Turn();
        Assert.Equal((DdiServerState.Finished, "closed success"), (action.State, action.Told[^1]));
        Assert.Equal("tiny 2 is committed.", action.Details[^1]);
        Assert.Null(world.Journal.State.Action);
        Assert.Equal(1, world.Counts.Of(HawkbitResult.Success));
        await world.Turn();
        Assert.Equal("2", world.Server.Attributes["bundle.tiny"]);
        Assert.Equal(["tiny 2"], world.Installed);
    }

    [Theory]
    [InlineData(InstallState.RolledBack, "rolled back: It is too slow.")]
    [InlineData(InstallState.Refused, "refused: It is too slow.")]
    public async Task Deployment_Failed_IsClosedWithTheReason(object state, string said)
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        _world.End((InstallState)state, "It is too slow.");
        await _world.Turn();
        Assert.Equal((DdiServerState.Error, "closed failure"), (action.State, action.Told[^1]));
        Assert.Equal("tiny 2 was " + said, action.Details[^1]);
    }

    [Fact]
    public async Task Deployment_RefusedAtTheDoor_IsClosedWithTheReason()
    {
        _world.Refusal = new InstallResult(null, "It is not for this device.") { IsBundlesFault = true };
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Equal((DdiServerState.Error, "tiny 2 was refused: It is not for this device."), (action.State, action.Details[^1]));
    }

    [Fact]
    public async Task Deployment_DoorIsBusy_IsTriedAgain()
    {
        _world.Refusal = new InstallResult(null, "tiny 1 is on trial.");
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Equal(DdiServerState.Running, action.State);
        Assert.Contains("tiny 1 is on trial.", _world.Run.Pause.Why);
        _world.Refusal = null;
        await _world.Turn();
        Assert.Empty(_world.Installs);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Turn();
        Assert.Single(_world.Installs);
    }

    [Fact]
    public async Task Deployment_RunsAlready_IsClosedWithoutFetching()
    {
        _world.Current = "2";
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Equal((DdiServerState.Finished, 0), (action.State, _world.Server.Bytes));
    }

    [Fact]
    public async Task Deployment_SeveralBundles_IsCarriedOutOneAfterAnother()
    {
        var action = _world.Server.Deploy(_world.Module("2"), _world.Module("5", "other"));
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
        _world.End(InstallState.Committed);
        await _world.Turn();
        Assert.Equal(["tiny 2", "other 5"], _world.Installed);
        _world.End(InstallState.RolledBack, "It drifts.");
        await _world.Turn();
        Assert.Equal(DdiServerState.Error, action.State);
        Assert.Equal(["other 5 was rolled back: It drifts.", "tiny 2 is committed, and stays."], action.Details.TakeLast(2));
    }

    [Fact]
    public async Task Deployment_SecondBundleLacksSomething_NothingIsInstalled()
    {
        _world.Lacks = manifest => manifest.Name == "other" ? new Lacking("It needs more memory.", IsPassing: false) : null;
        var action = _world.Server.Deploy(_world.Module("2"), _world.Module("5", "other"));
        await _world.Turn();
        Assert.Equal((DdiServerState.Error, "other 5 is not taken: It needs more memory."), (action.State, action.Details[^1]));
        Assert.Empty(_world.Installed);
    }

    [Fact]
    public async Task Deployment_LacksWhatMayCome_IsFetchedAndWaits()
    {
        _world.Lacks = _ => new Lacking("No source here sends flow.", IsPassing: true);
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Equal((DdiServerState.Running, "It is tried again: tiny 2 cannot be installed now: No source here sends flow."), (action.State, action.Details[^1]));
        Assert.Contains("downloaded none", action.Told);
        _world.Lacks = static _ => null;
        _world.Time.Advance(_world.Run.Pause.Left);
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }

    [Fact]
    public async Task Deployment_InstallationIsInterrupted_IsBegunAgainLaterAndLater()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        var waits = new List<TimeSpan>();
        for (int i = 1; i <= 4; i++)
        {
            _world.End(InstallState.Interrupted, "The disk is full.");
            await _world.Turn();
            Assert.Equal(i, _world.Installs.Count);
            waits.Add(_world.Run.Pause.Left);
            _world.Time.Advance(waits[^1]);
            await _world.Turn();
            Assert.Equal(i + 1, _world.Installs.Count);
        }
        Assert.Equal("It is tried again: The installation of tiny 2 was interrupted: The disk is full.", action.Details[^1]);
        Assert.InRange(waits[0], TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(5));
        Assert.InRange(waits[3], TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        _world.End(InstallState.Committed);
        await _world.Turn();
        Assert.Equal(DdiServerState.Finished, action.State);
    }
}
