using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What is not to be done yet is waited for.</summary>
public sealed class HawkbitWaitTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Deployment_MaintenanceWindow_IsWaitedFor()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        (action.Update, action.MaintenanceWindow) = ("skip", "unavailable");
        await _world.Turn();
        Assert.Equal(["download none", "downloaded none", "scheduled none"], action.Told);
        Assert.Empty(_world.Installed);
        (action.Update, action.MaintenanceWindow) = ("forced", "available");
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }

    [Fact]
    public async Task Deployment_DownloadOnly_IsFetchedAndNotInstalledUntilItIsAssignedForGood()
    {
        var module = _world.Module("2");
        var action = _world.Server.Deploy(module);
        action.Update = "skip";
        await _world.Turn();
        await _world.Turn();
        Assert.Equal((DdiServerState.Finished, "downloaded none"), (action.State, action.Told[^1]));
        Assert.Empty(_world.Installed);
        long fetched = _world.Server.Bytes;
        _world.Restart();
        _world.Server.Deploy(module);
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
        Assert.Equal(fetched, _world.Server.Bytes);
    }

    [Fact]
    public async Task Deployment_DownloadIsToBeSkipped_FetchesNothing()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        action.Download = action.Update = "skip";
        await _world.Turn();
        Assert.Equal(0, _world.Server.Bytes);
        action.Download = action.Update = "attempt";
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }

    [Theory]
    [InlineData("attempt", false)]
    [InlineData("forced", true)]
    public async Task Deployment_OutsideOfHours_IsBegunWhereItIsForced(string handling, bool isBegun)
    {
        Assert.True(DayHours.TryParse("22:00-06:00", out var hours));
        _world.Hours = [hours];
        _world.Restart();
        var action = _world.Server.Deploy(_world.Module("2"));
        action.Download = action.Update = handling;
        await _world.Turn();
        Assert.Equal(isBegun, _world.Installed.Count == 1);
        if (isBegun) return;
        Assert.Equal(["scheduled none"], action.Told);
        _world.Time.Advance(TimeSpan.FromHours(11));
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }

    [Fact]
    public async Task Confirmation_NotConfigured_IsLeftToAPerson()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        action.State = DdiServerState.WaitingForConfirmation;
        await _world.Turn();
        Assert.Empty(action.Told);
        action.State = DdiServerState.Running;
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }

    [Fact]
    public async Task Confirmation_Configured_IsGiven()
    {
        _world.Configuration = _world.Configuration with { Confirms = true };
        _world.Restart();
        var action = _world.Server.Deploy(_world.Module("2"));
        action.State = DdiServerState.WaitingForConfirmation;
        await _world.Turn();
        await _world.Turn();
        Assert.Equal("confirmation confirmed", action.Told[0]);
        Assert.Equal(["tiny 2"], _world.Installed);
    }
}
