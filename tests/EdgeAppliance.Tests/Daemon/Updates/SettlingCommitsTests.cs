using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Tests.Daemon.Updates.Sets;
using EdgeAppliance.Tests.Inference.Steps;

namespace EdgeAppliance.Tests.Daemon.Updates;

public sealed class SettlingCommitsTests : IAsyncDisposable
{
    private const int TrialSeconds = 5;
    private const string Reason = "The appliance went down 4 times soon after it was committed.";
    private readonly UpdatedAppliance _appliance = new();

    public SettlingCommitsTests() => _appliance.TrialOf(windows: 4, TrialSeconds);

    public ValueTask DisposeAsync() => _appliance.DisposeAsync();

    [Fact]
    public async Task Start_WentDownAgainAndAgain_GoesBackWithTheReason()
    {
        await CommitVersion2();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("2", _appliance.Page().Version);
            GoDown();
        }
        Assert.Equal((InstallState.RolledBack, "1", Reason), (_appliance.Newest.State, _appliance.Page().Version, _appliance.Newest.Reason));
        Assert.Equal("1", _appliance.Repository.TryCurrent("tiny")!.Manifest.Version);
        Assert.Equal("model.rolled-back", Assert.Single(_appliance.Updates.Conditions).Code);
        Assert.Contains(Reason, await _appliance.Refusal(_appliance.Bundle("0.92", "2")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_StayedUpForATrialsTime_IsNeverTakenBack()
    {
        await CommitVersion2();
        for (int i = 0; i < 3; i++) GoDown();
        _appliance.Tick(TrialSeconds);
        for (int i = 0; i < 8; i++) GoDown();
        Assert.Equal((InstallState.Committed, "2"), (_appliance.Newest.State, _appliance.Page().Version));
    }

    [Fact]
    public async Task Start_AfterStopsThatWereAskedFor_CountsNone()
    {
        await CommitVersion2();
        for (int i = 0; i < 8; i++)
        {
            await _appliance.Stop();
            _appliance.Start();
        }
        Assert.Equal((InstallState.Committed, "2"), (_appliance.Newest.State, _appliance.Page().Version));
        for (int i = 0; i < 3; i++) GoDown();
        Assert.Equal(InstallState.Committed, _appliance.Newest.State);
        GoDown();
        Assert.Equal(InstallState.RolledBack, _appliance.Newest.State);
    }

    [Fact]
    public async Task Start_NothingToGoBackTo_GoesOn()
    {
        _appliance.Start();
        await _appliance.Install(_appliance.Bundle("0.9", "1"));
        for (int i = 0; i < 8; i++) GoDown();
        Assert.Equal((InstallState.Committed, "1"), (_appliance.Newest.State, _appliance.Page().Version));
    }

    [Fact]
    public async Task Start_WentDownAgainAndAgainWithASet_GoesBackAsAWhole()
    {
        await using var world = new SetWorld();
        await world.WithVersion1();
        await world.Install("2");
        world.PushAndTick();
        Assert.Equal(("2", "2"), world.Running);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(InstallState.Committed, world.Newest("other").State);
            world.Appliance.Abandon();
            world.Start();
        }
        Assert.Equal((InstallState.RolledBack, InstallState.RolledBack, ("1", "1")), (world.Newest("tiny").State, world.Newest("other").State, world.Running));
        Assert.Equal(Reason, world.Last.Reason);
    }

    private async Task CommitVersion2()
    {
        _appliance.Start();
        await _appliance.Install(_appliance.Bundle("0.9", "1"));
        var chain = new InferHarness(_appliance.Repository, """[{"type":"window","size":4},{"type":"infer","model":"tiny"}]""");
        await _appliance.Install(_appliance.Bundle("0.92", "2"));
        for (int i = 0; i < 4; i++) chain.Push(new ChannelSet("a", "b"), [1, 1], [1, 1], [1, 1], [1, 1]);
        UpdatedAppliance.Until(() => _appliance.Trial is { Report: { RunningFor.Ticks: 0, Windows: 4 } report } && report.Current.Runs == report.Windows);
        _appliance.Tick(TrialSeconds);
        Assert.Equal((InstallState.Committed, "2"), (_appliance.Newest.State, _appliance.Page().Version));
    }

    private void GoDown()
    {
        _appliance.Abandon();
        _appliance.Start();
    }
}
