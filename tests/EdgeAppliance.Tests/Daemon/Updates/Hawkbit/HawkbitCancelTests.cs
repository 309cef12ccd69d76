using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Hawkbit;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>The server changes its mind.</summary>
public sealed class HawkbitCancelTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Cancel_WhileDownloading_IsFollowed()
    {
        _world.Server.BytesPerSecond = 1;
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Poll();
        await _world.Run.Step();
        _world.Server.Cancel(action);
        await _world.Turn();
        Assert.Equal((DdiServerState.Canceled, "cancel closed success"), (action.State, action.Told[^1]));
        Assert.Null(_world.Journal.State.Action);
        Assert.Equal(1, _world.Counts.Of(HawkbitResult.Canceled));
        Assert.Empty(_world.Installed);
    }

    [Fact]
    public async Task Cancel_WhileTried_IsRejectedAndTheActionGoesOn()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        _world.Server.Cancel(action);
        await _world.Turn();
        Assert.Equal((DdiServerState.Running, "cancel rejected none"), (action.State, action.Told[^1]));
        Assert.Contains("being tried", action.Details[^1]);
        _world.End(InstallState.Committed);
        await _world.Turn();
        Assert.Equal((DdiServerState.Finished, "closed success"), (action.State, action.Told[^1]));
    }

    [Fact]
    public async Task Cancel_OfWhatWasNeverBegun_IsFollowed()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        _world.Server.Cancel(action);
        await _world.Turn();
        Assert.Equal((DdiServerState.Canceled, "cancel closed success"), (action.State, Assert.Single(action.Told)));
    }

    [Fact]
    public async Task Cancel_OfWhatHasEndedMeanwhile_ServerHearsHowItEnded()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        _world.End(InstallState.Committed);
        _world.Server.Fails = ("POST", 503, null);
        await _world.Settle();
        _world.Server.Cancel(action);
        await Assert.ThrowsAsync<HawkbitException>(_world.Poll);
        await _world.Turn();
        Assert.Equal((DdiServerState.Finished, "closed success"), (action.State, action.Told[^1]));
    }

    [Fact]
    public async Task Deployment_AnotherOneIsAssigned_TakesThatInstead()
    {
        _world.Server.BytesPerSecond = 1;
        var first = _world.Server.Deploy(_world.Module("2"));
        await _world.Poll();
        await _world.Run.Step();
        _world.Server.BytesPerSecond = null;
        var second = _world.Server.Deploy(_world.Module("3"));
        await _world.Turn();
        await _world.Turn();
        Assert.Equal((DdiServerState.Canceled, DdiServerState.Running), (first.State, second.State));
        Assert.Equal(["tiny 3"], _world.Installed);
    }

    [Fact]
    public async Task Deployment_IsWithdrawn_IsForgotten()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        action.Update = "skip";
        action.MaintenanceWindow = "unavailable";
        await _world.Turn();
        action.State = DdiServerState.Canceled;
        await _world.Turn();
        Assert.Null(_world.Journal.State.Action);
        Assert.Equal(1, _world.Counts.Of(HawkbitResult.Withdrawn));
    }
}
