using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Hawkbit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What the server is told, whatever it makes of it.</summary>
public sealed class HawkbitFeedbackTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(400)]
    [InlineData(403)]
    public async Task Feedback_ServerWillNeverTakeIt_IsLetGo(int status)
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        _world.Server.Fails = ("POST", status, null);
        await _world.Turn();
        Assert.Empty(_world.Journal.State.Unsent);
        _world.End(InstallState.Committed);
        await _world.Turn();
        Assert.Equal(DdiServerState.Finished, action.State);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Feedback_ServerCannotTakeItNow_IsSentAgainInOrderAfterARestartToo(int status)
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        _world.End(InstallState.RolledBack, "It drifts.");
        await _world.Settle();
        _world.Server.Fails = ("POST", status, "120");
        Assert.Equal(TimeSpan.FromSeconds(120), (await Assert.ThrowsAsync<HawkbitException>(_world.Poll)).RetryAfter);
        _world.Restart();
        await _world.Turn();
        Assert.Equal((DdiServerState.Error, "tiny 2 was rolled back: It drifts."), (action.State, action.Details[^1]));
        Assert.Single(_world.Installed);
    }

    [Fact]
    public async Task Deployment_ServerHasForgottenHowItEnded_IsToldAgainAndNotCarriedOutAgain()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        _world.End(InstallState.RolledBack, "It drifts.");
        await _world.Turn();
        action.State = DdiServerState.Running;
        _world.Restart();
        await _world.Turn();
        Assert.Equal((DdiServerState.Error, "tiny 2 was rolled back: It drifts."), (action.State, action.Details[^1]));
        Assert.Single(_world.Installed);
    }

    [Fact]
    public async Task Attributes_ChangeOrAreAskedFor_AreTold()
    {
        await _world.Turn();
        Assert.Equal(("box", "north", "1.2.3"), (_world.Server.Attributes["device"], _world.Server.Attributes["tag.site"], _world.Server.Attributes["appliance"]));
        await _world.Turn();
        Assert.Single(_world.Server.Asked, "PUT configData");
        _world.Current = "1";
        await _world.Turn();
        Assert.Equal("1", _world.Server.Attributes["bundle.tiny"]);
        _world.Current = null;
        await _world.Turn();
        Assert.DoesNotContain("bundle.tiny", _world.Server.Attributes.Keys);
        _world.Server.AskForAttributes();
        int before = _world.Server.Asked.Count(asked => asked == "PUT configData");
        await _world.Turn();
        Assert.Equal(before + 1, _world.Server.Asked.Count(asked => asked == "PUT configData"));
    }

    /// <summary>What was told is not kept for all that ever comes.</summary>
    [Fact]
    public void RefuseCancel_OfManyThatHaveEnded_RemembersTheLast()
    {
        var journal = new HawkbitJournal(_world.At("journal/hawkbit.json"), "a");
        var ending = new HawkbitEnding(journal, new HawkbitCounts(), () => null, NullLogger.Instance);
        int told = 0;
        journal.Writing = () => told++;
        ending.RefuseCancel("0", "It has ended already.");
        ending.RefuseCancel("0", "It has ended already.");
        Assert.Equal(1, told);
        for (int i = 1; i <= 256; i++) ending.RefuseCancel($"{i}", "It has ended already.");
        ending.RefuseCancel("256", "It has ended already.");
        Assert.Equal(257, told);
        ending.RefuseCancel("0", "It has ended already.");
        Assert.Equal(258, told);
    }
}
