using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Shelf;

namespace EdgeAppliance.Tests.Daemon.Updates.Shelf;

public sealed class ConfigurationTrialsTests : IDisposable
{
    private const string TwoSources = """{ "device": { "id": "sent" }, "updates": { "url": "https://sent.example/", "root": "/s" }, "sources": { "board": { "type": "system" }, "more": { "type": "system" } } }""";
    private static readonly HealthCondition s_error = new("source.broken", HealthSeverity.Error, "sources.more", "It is broken.", "Mend it.");

    private readonly ShelfWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Install_GoodConfiguration_IsTriedThenKept()
    {
        Assert.Null(await _world.Install(_world.Configuration("1", TwoSources)));
        Assert.Equal((InstallState.Trial, 1), (_world.Shelf.Trial!.State, _world.Reloads));
        var read = _world.InForce.Read().Configuration!;
        Assert.Equal(["board", "more"], read.Sources.Keys);
        // What the device is, and where its updates come from, stays its own.
        Assert.Equal(("own", "own.example"), (read.Device.Id, read.Updates!.Url.Host));

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Trials.Look();

        Assert.Equal(InstallState.Committed, _world.Shelf.Configuration!.State);
        _world.Restart();
        Assert.Equal("1", _world.Shelf.Configuration!.Version);
    }

    [Fact]
    public async Task Install_WrongConfiguration_IsRefusedWithEveryErrorAndNothingChanges()
    {
        string? error = await _world.Install(_world.Configuration("1", """{ "sources": { "board": { "type": "nonsense" } } }"""));

        Assert.Contains("sources.board.type", error);
        Assert.Equal((0, null), (_world.Reloads, _world.Shelf.Configuration));
        Assert.Equal(InstallState.Refused, Assert.Single(_world.Shelf.Entries).State);
        Assert.Equal("bundle.refused", Assert.Single(_world.Shelf.Conditions).Code);
    }

    [Fact]
    public async Task Install_ReloadRefusesIt_GoesBackWithItsReason()
    {
        _world.OnReload = () => new ReloadResult(["outbox: changes only when the daemon starts"], []);

        Assert.Contains("outbox: changes only", await _world.Install(_world.Configuration("1", TwoSources)));

        Assert.Equal((InstallState.RolledBack, null), (_world.Shelf.Entries[0].State, _world.Shelf.Configuration));
    }

    [Fact]
    public async Task Look_NewErrorThatStays_RollsBackToTheOneBefore()
    {
        await Kept("1", TwoSources);
        await _world.Install(_world.Configuration("2", """{ "sources": {} }"""));
        _world.Conditions.Add(s_error);
        await _world.Trials.Look();
        Assert.Equal("2", _world.Shelf.Configuration!.Version);
        await _world.Trials.Look();

        Assert.Equal("1", _world.Shelf.Configuration!.Version);
        Assert.Equal("Since then there is an error that was not there before: It is broken.", _world.Shelf.Entries[0].Reason);
        Assert.Equal(2, _world.InForce.Read().Configuration!.Sources.Count);
        Assert.Contains("was rolled back on this appliance", await _world.Install(_world.Configuration("2", """{ "sources": {} }""")));
        Assert.Contains(_world.Shelf.Conditions, condition => condition.Code == "bundle.rolled-back" && condition.Text.Contains("It is broken."));
    }

    [Fact]
    public async Task Look_ErrorThatWasThereBeforeOrPasses_IsNotItsFault()
    {
        _world.Conditions.Add(s_error);
        await _world.Install(_world.Configuration("1", TwoSources));
        _world.Conditions.Add(s_error with { Subject = "passing" });
        await _world.Trials.Look();
        _world.Conditions.RemoveAt(1);
        await _world.Trials.Look();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Trials.Look();

        Assert.Equal(InstallState.Committed, _world.Shelf.Configuration!.State);
    }

    [Fact]
    public async Task ReadAtStart_WentDownTooOftenWhileTried_GoesBack()
    {
        await Kept("1", TwoSources);
        await _world.Install(_world.Configuration("2", """{ "sources": {} }"""));
        for (int start = 0; start < ConfigurationTrials.RestartsMax; start++)
        {
            _world.Restart();
            Assert.Empty(_world.InForce.ReadAtStart().Configuration!.Sources);
        }

        _world.Restart();

        Assert.Equal(2, _world.InForce.ReadAtStart().Configuration!.Sources.Count);
        Assert.Equal("The appliance went down 4 times while it was tried.", _world.Shelf.Entries[0].Reason);
    }

    [Fact]
    public async Task ReadAtStart_StopThatWasAskedFor_DoesNotCount()
    {
        await _world.Install(_world.Configuration("1", TwoSources));
        for (int start = 0; start < 3 * ConfigurationTrials.RestartsMax; start++)
        {
            await _world.Trials.DisposeAsync();
            _world.Restart();
            _world.InForce.ReadAtStart();
        }

        Assert.NotNull(_world.Shelf.Trial);
    }

    [Fact]
    public async Task ReadAtStart_InstalledFileIsGoneOrWrong_TheDevicesOwnCountsUntilItIsMended()
    {
        await Kept("1", TwoSources);
        string file = FileOf(_world.Shelf.Configuration!);
        File.WriteAllText(file, "{ nonsense");

        _world.Restart();
        Assert.Single(_world.InForce.ReadAtStart().Configuration!.Sources);
        Assert.Null(_world.Shelf.Configuration);
        Assert.Contains("cannot be read any more", Assert.Single(_world.Shelf.Conditions, condition => condition.Code == "bundle.passed-over").Text);
        // So does a reload.
        Assert.Single(_world.InForce.Read().Configuration!.Sources);

        File.WriteAllText(file, TwoSources);
        _world.Restart();
        Assert.Equal(2, _world.InForce.ReadAtStart().Configuration!.Sources.Count);
        Assert.Empty(_world.Shelf.Conditions);
    }

    [Fact]
    public async Task ReadAtStart_InstalledFileIsGoneOrWrong_TheSameVersionCanBeInstalledAgain()
    {
        await Kept("1", TwoSources);
        File.Delete(FileOf(_world.Shelf.Configuration!));
        _world.Restart();
        _world.InForce.ReadAtStart();

        await Kept("1", TwoSources);

        Assert.Equal(2, _world.InForce.Read().Configuration!.Sources.Count);
        Assert.Empty(_world.Shelf.Conditions);
    }

    [Fact]
    public async Task ReadAtStart_TriedFileIsGoneOrWrong_GoesBackToTheOneBefore()
    {
        await Kept("1", TwoSources);
        await _world.Install(_world.Configuration("2", """{ "sources": {} }"""));
        File.WriteAllText(FileOf(_world.Shelf.Trial!), "{ nonsense");

        _world.Restart();

        Assert.Equal(2, _world.InForce.ReadAtStart().Configuration!.Sources.Count);
        Assert.Equal((InstallState.RolledBack, "1"), (_world.Shelf.Entries[0].State, _world.Shelf.Configuration!.Version));
        Assert.Contains("cannot be read any more", _world.Shelf.Entries[0].Reason);
    }

    [Fact]
    public async Task ReadAtStart_OwnFileIsWrong_SaysSoAndLeavesWhatIsInstalled()
    {
        string own = File.ReadAllText(_world.OwnFile);
        await Kept("1", """{ "sources": {} }""");
        await _world.Install(_world.Configuration("2", TwoSources));
        File.WriteAllText(_world.OwnFile, "{ nonsense");
        for (int start = 0; start <= ConfigurationTrials.RestartsMax + 1; start++)
        {
            _world.Restart();
            var read = _world.InForce.ReadAtStart();
            Assert.Null(read.Configuration);
            Assert.All(read.Errors, error => Assert.Equal(_world.OwnFile, error.File));
        }

        File.WriteAllText(_world.OwnFile, own);
        _world.Restart();

        Assert.Equal(2, _world.InForce.ReadAtStart().Configuration!.Sources.Count);
        Assert.Equal([("2", InstallState.Trial), ("1", InstallState.Committed)], _world.Shelf.Entries.Select(entry => (entry.Version, entry.State)));
    }

    [Fact]
    public async Task Look_BoardWasOffPastTheEnd_IsWatchedAsLongAsAnyOther()
    {
        await _world.Install(_world.Configuration("1", TwoSources));
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Restart();
        await _world.Trials.Look();
        Assert.NotNull(_world.Shelf.Trial);

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Trials.Look();

        Assert.Equal(InstallState.Committed, _world.Shelf.Configuration!.State);
    }

    [Fact]
    public async Task Install_IsBrokenOffBeforeTheReload_IsInterruptedNotKept()
    {
        _world.OnReload = () => throw new OperationCanceledException();
        await Assert.ThrowsAsync<OperationCanceledException>(() => _world.Install(_world.Configuration("1", TwoSources)));
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Trials.Look();
        Assert.Equal((InstallState.Interrupted, null), (Assert.Single(_world.Shelf.Entries).State, _world.Shelf.Configuration));

        _world.OnReload = () => new ReloadResult([], []);
        await Kept("1", TwoSources);
    }

    [Fact]
    public async Task Install_WhileAnotherIsTried_IsRefused()
    {
        await _world.Install(_world.Configuration("1", TwoSources));

        Assert.Contains("site 1 is on trial", await _world.Install(_world.Configuration("2", TwoSources)));
    }

    private string FileOf(ShelfEntry entry) => Path.Combine(_world.Shelf.FolderOf(entry), "appliance.json");

    private async Task Kept(string version, string text)
    {
        Assert.Null(await _world.Install(_world.Configuration(version, text)));
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Trials.Look();
        Assert.Equal(InstallState.Committed, _world.Shelf.Configuration!.State);
    }
}
