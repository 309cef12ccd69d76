using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates;
using EdgeAppliance.Inference.Isolation;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Inference.Steps;

namespace EdgeAppliance.Tests.Daemon.Updates;

public sealed class ModelUpdatesTests : IAsyncLifetime
{
    private const string WindowInfer = """[{"type":"window","size":4},{"type":"infer","model":"tiny"}]""";
    private static readonly ChannelSet AB = new("a", "b");
    private readonly UpdatedAppliance _appliance = new();

    public ModelUpdatesTests() => _appliance.TrialOf(windows: 4, seconds: 10);

    [Fact]
    public async Task Install_FirstVersion_IsCommittedAtOnce()
    {
        _appliance.Start();
        var install = await _appliance.Install(_appliance.Bundle("0.9", "1"));
        Assert.Equal((InstallState.Committed, "tiny", "1", "There was no version before it to compare it with."), (install.State, install.Model, install.Version, install.Reason));
        Assert.Equal(("1", ModelState.Running, null), (_appliance.Page().Version, _appliance.Page().State, _appliance.Page().PreviousVersion));
        Assert.Equal(["bundle.json", "model.onnx"], Directory.GetFiles(Path.Combine(_appliance.Models, "tiny/1")).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(Path.Combine(_appliance.Models, ".staging")));
    }

    [Fact]
    public async Task Install_BetterVersion_RunsBesideTheOldOneAndIsCommitted()
    {
        var chain = await StartWithVersion1();
        var install = await _appliance.Install(_appliance.Bundle("0.92", "2"));
        Assert.Equal((InstallState.Trial, _appliance.Time.GetUtcNow().AddSeconds(10)), (install.State, install.EndsAt));
        Assert.Equal(("1", "2", ModelState.Trial), (_appliance.Page().Version, _appliance.Page().TrialVersion, _appliance.Page().State));
        Push(chain, 4);
        _appliance.Tick(9);
        Assert.Equal("1", _appliance.Page().Version);
        _appliance.Tick();
        Assert.Equal((InstallState.Committed, null), (_appliance.Newest.State, _appliance.Newest.Reason));
        Assert.Equal(("2", "1", null, ModelState.Running), (_appliance.Page().Version, _appliance.Page().PreviousVersion, _appliance.Page().TrialVersion, _appliance.Page().State));
        Push(chain, 1);
        Assert.EndsWith("16 score=0.1 threshold=0.5\n20 score=0.08 threshold=0.5\n", chain.Output, StringComparison.Ordinal);
        Assert.Empty(_appliance.Updates.Conditions);
    }

    [Fact]
    public async Task Install_AlwaysAlarms_IsRolledBackWithTheReason()
    {
        var chain = await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle("0", "2"));
        Push(chain, 4);
        _appliance.Tick(10);
        const string Reason = "It alarms too often: its score is above the threshold in 4 of 4 windows, that of the version before it in 0.";
        Assert.Equal((InstallState.RolledBack, Reason), (_appliance.Newest.State, _appliance.Newest.Reason));
        Assert.Equal(("1", null, Reason), (_appliance.Page().Version, _appliance.Page().TrialVersion, _appliance.Page().RollbackReason));
        Assert.Equal("model.rolled-back", Assert.Single(_appliance.Updates.Conditions).Code);
        Assert.False(Directory.Exists(Path.Combine(_appliance.Models, "tiny/2")));
        Assert.Contains(Reason, await _appliance.Refusal(_appliance.Bundle("0", "2")));
    }

    [Fact]
    public async Task Install_GivesNoNumber_IsRolledBackBeforeItsTimeIsOver()
    {
        var chain = await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle(new TestBundle("logarithm") { Version = "2", Golden = """[{"inputs":{"x":[1,1,1,1,1,1,1,1]},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":1}]""" }));
        Push(chain, 3, -1);
        _appliance.Tick();
        Assert.Equal(InstallState.RolledBack, _appliance.Newest.State);
        Assert.StartsWith("It gave no usable result for 3 of 3 windows (0 failed, 3 not finite, 0 incomplete)", _appliance.Newest.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", chain.Output);
    }

    [Fact]
    public async Task Install_GoldenTestFails_IsRefusedAndNeverRuns()
    {
        await StartWithVersion1();
        var install = await _appliance.Install(_appliance.Bundle(TestBundle.Keeping("0.9") with { Model = "keeps-0.92", Version = "2" }));
        Assert.Equal(InstallState.Refused, install.State);
        Assert.StartsWith("The golden test fails: golden[0]: the result score is 0.08", install.Reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_appliance.Models, "tiny/2")));
        Assert.Equal("model.install-refused", Assert.Single(_appliance.Updates.Conditions).Code);
        Assert.Equal(("1", null), (_appliance.Page().Version, _appliance.Page().RollbackReason));
    }

    [Fact]
    public async Task Install_TooFewWindows_GoesOnAndIsThenRolledBackButNotBlocked()
    {
        var chain = await StartWithVersion1();
        var install = await _appliance.Install(_appliance.Bundle("0.92", "2"));
        Push(chain, 3);
        _appliance.Tick(59);
        Assert.Equal((InstallState.Trial, install.EndsAt!.Value.AddSeconds(50)), (_appliance.Newest.State, _appliance.Newest.EndsAt));
        _appliance.Tick();
        Assert.Equal((InstallState.RolledBack, "Only 3 of 4 windows came in 0:01:00 of trial."), (_appliance.Newest.State, _appliance.Newest.Reason));
        Assert.Equal(InstallState.Trial, (await _appliance.Install(_appliance.Bundle("0.92", "2"))).State);
    }

    [Fact]
    public async Task Install_NoPipelineUsesIt_IsCommittedWithANote()
    {
        _appliance.Options = _appliance.Options with { IsUsed = _ => false };
        await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle("0.92", "2"));
        _appliance.Tick(10);
        Assert.Equal((InstallState.Committed, "No pipeline uses the model, so it was not tried on live readings."), (_appliance.Newest.State, _appliance.Newest.Reason));
    }

    [Fact]
    public async Task Install_VersionThatRuns_IsRefused()
    {
        await StartWithVersion1();
        Assert.Equal("tiny 1 is the version that runs.", await _appliance.Refusal(_appliance.Bundle("0.9", "1")));
    }

    [Fact]
    public async Task Install_WhileAnotherIsOnTrial_IsRefused()
    {
        await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle("0.92", "2"));
        Assert.Equal("tiny 2 is on trial; install 3 once that has ended.", await _appliance.Refusal(_appliance.Bundle("0.92", "3")));
    }

    [Fact]
    public async Task Install_NoBundle_SaysWhy()
    {
        _appliance.Start();
        Assert.Contains("is missing", await _appliance.Refusal(_appliance.PathOf("nothing")));
        Assert.Empty(_appliance.Updates.Installs);
    }

    [Fact]
    public async Task Install_FolderOfAnotherInTheWay_IsLeftAlone()
    {
        await StartWithVersion1();
        Directory.CreateDirectory(Path.Combine(_appliance.Models, "tiny/2"));
        Assert.Contains("is in the way, and was not made by an installation", await _appliance.Refusal(_appliance.Bundle("0.92", "2")));
        Assert.True(Directory.Exists(Path.Combine(_appliance.Models, "tiny/2")));
    }

    [Fact]
    public async Task Install_ManyVersions_KeepsAsManyAsAreWanted()
    {
        var chain = await StartWithVersion1();
        foreach (string version in new[] { "2", "3", "4" }) await Commit(chain, version);
        Assert.Equal(["3", "4"], Directory.GetDirectories(Path.Combine(_appliance.Models, "tiny")).Select(Path.GetFileName).Order());
        Assert.Equal(("4", "3"), (_appliance.Page().Version, _appliance.Page().PreviousVersion));
        Assert.Equal([4L, 3, 2, 1], _appliance.Updates.Installs.Select(install => install.Id));
    }

    [Fact]
    public async Task Install_OverAShippedModel_HasItAsThePreviousVersion()
    {
        (TestBundle.Keeping("0.9") with { Version = "shipped" }).WriteTo(Path.Combine(_appliance.Shipped, "tiny"));
        _appliance.Start();
        Assert.Equal("shipped", _appliance.Page().Version);
        await Commit(new InferHarness(_appliance.Repository, WindowInfer), "2");
        Assert.Equal(("2", "shipped"), (_appliance.Page().Version, _appliance.Page().PreviousVersion));
    }

    [Fact]
    public async Task Commit_AllRunsFailAfterIt_GoesBack()
    {
        var chain = await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle(new TestBundle("fails-on-large") { Version = "2" }));
        Push(chain, 4, 0.5);
        _appliance.Tick(10);
        Assert.Equal((InstallState.Committed, null), (_appliance.Newest.State, _appliance.Newest.Reason));
        Push(chain, 5, 100);
        _appliance.Tick();
        Assert.Equal((InstallState.RolledBack, "It gave no usable result for any of 5 windows since it was committed."), (_appliance.Newest.State, _appliance.Newest.Reason));
        Assert.Equal("1", _appliance.Page().Version);
        Push(chain, 1);
        Assert.EndsWith("40 score=0.1 threshold=0.5\n", chain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterACleanStopInATrial_BeginsItAnew()
    {
        await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle("0.92", "2"));
        for (int i = 0; i < 10; i++)
        {
            await _appliance.Stop();
            _appliance.Start();
            Assert.NotNull(_appliance.Trial);
        }
        var chain = new InferHarness(_appliance.Repository, WindowInfer);
        Push(chain, 4);
        _appliance.Tick(10);
        Assert.Equal((InstallState.Committed, "2"), (_appliance.Newest.State, _appliance.Page().Version));
    }

    [Fact]
    public async Task Start_TrialBringsTheApplianceDown_IsRolledBackAtLast()
    {
        await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle("0.92", "2"));
        for (int i = 0; i < 3; i++)
        {
            _appliance.Abandon();
            _appliance.Start();
            Assert.NotNull(_appliance.Trial);
        }
        _appliance.Abandon();
        _appliance.Start();
        Assert.Equal((InstallState.RolledBack, "The appliance went down 4 times while it was tried."), (_appliance.Newest.State, _appliance.Newest.Reason));
        Assert.Equal("1", _appliance.Repository.TryCurrent("tiny")!.Manifest.Version);
    }

    /// <summary>Whoever waits for an installation need not look again and again.</summary>
    [Fact]
    public async Task InstallsChanged_EachStep_IsCalled()
    {
        var states = new System.Collections.Concurrent.ConcurrentQueue<InstallState>();
        _appliance.Start(updates => updates.InstallsChanged += () => states.Enqueue(updates.Installs[0].State));
        await _appliance.Install(_appliance.Bundle("0.9", "1"));
        UpdatedAppliance.Until(() => states.Contains(InstallState.Committed));
        Assert.Equal([InstallState.Verifying, InstallState.Testing, InstallState.Committed], states.Distinct());
    }

    [Fact]
    public async Task Start_VerifyingBringsTheApplianceDown_IsRefusedAtLast()
    {
        await StartWithVersion1();
        for (int i = 0; i < 4; i++)
        {
            // As it is noted before a golden test runs, and the power fails then.
            var journal = new VersionJournal(_appliance.Models, _appliance.Disk);
            journal.Open();
            Assert.True(i == 0 || _appliance.Newest.State == InstallState.Interrupted);
            await _appliance.Stop();
            journal.Change("tiny", journal.Of("tiny").Begun(new(journal.NextId(), "2", InstallStage.Verifying, _appliance.Time.GetUtcNow())).Testing());
            _appliance.Start();
        }
        Assert.Equal((InstallState.Refused, "The appliance went down 4 times while it was verified."), (_appliance.Newest.State, _appliance.Newest.Reason));
        Assert.Equal("1", _appliance.Page().Version);
    }

    [Fact]
    public async Task Install_CrashesWhereItIsProved_IsRefusedAndNeverLoaded()
    {
        _appliance.Options = _appliance.Options with { Prove = folder => new CandidateProof(folder.Contains("staging") && File.ReadAllText(Path.Combine(folder, "bundle.json")).Contains("\"2\"") ? "It crashes." : null, 0) };
        await StartWithVersion1();
        var install = await _appliance.Install(_appliance.Bundle("0.92", "2"));
        Assert.Equal((InstallState.Refused, "It crashes."), (install.State, install.Reason));
        Assert.Equal(1, _appliance.Updates.Ended(InstallStage.Refused));
        Assert.False(Directory.Exists(Path.Combine(_appliance.Models, "tiny/2")));
    }

    [Fact]
    public async Task Install_TakesMoreMemoryThanItMay_IsRefused()
    {
        _appliance.Options = _appliance.Options with { Prove = _ => new CandidateProof(null, 600L << 20) };
        _appliance.Start();
        Assert.Equal("It takes 600 MiB of resident memory, and models.trial.resident allows 512 MiB.", (await _appliance.Install(_appliance.Bundle("0.9", "1"))).Reason);
    }

    [Fact]
    public async Task Install_CannotBeProvedNow_IsInterruptedAndMayComeAgain()
    {
        bool isMissing = true;
        _appliance.Options = _appliance.Options with { Prove = _ => new CandidateProof("there are too many processes", 0) { IsMissing = isMissing } };
        _appliance.Start();
        Assert.Equal(InstallState.Interrupted, (await _appliance.Install(_appliance.Bundle("0.9", "1"))).State);
        Assert.Equal("model.install-interrupted", Assert.Single(_appliance.Updates.Conditions).Code);
        isMissing = false;
        Assert.Equal(InstallState.Refused, (await _appliance.Install(_appliance.Bundle("0.9", "1"))).State);
    }

    [Fact]
    public async Task Install_ScoreLiesFarFromTheOldOnes_IsRolledBack()
    {
        _appliance.Options = _appliance.Options with { Trial = _appliance.Options.Trial with { DriftMax = 0.5 } };
        var chain = await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle("0.6", "2"));
        Push(chain, 24);
        _appliance.Tick(10);
        Assert.Equal(InstallState.RolledBack, _appliance.Newest.State);
        Assert.StartsWith("It drifts: in half of 24 windows", _appliance.Newest.Reason, StringComparison.Ordinal);
        Assert.Equal("2", Assert.Single(_appliance.Updates.Blocked).Version);
    }

    [Fact]
    public async Task Install_VersionsThatDoNotFit_KeepTheOneBefore()
    {
        _appliance.Options = _appliance.Options with { Kept = new KeptVersions(4, 1) };
        var chain = await StartWithVersion1();
        foreach (string version in new[] { "2", "3" }) await Commit(chain, version);
        Assert.Equal(["2", "3"], Directory.GetDirectories(Path.Combine(_appliance.Models, "tiny")).Select(Path.GetFileName).Order());
        _appliance.Options = _appliance.Options with { Kept = new KeptVersions(4, 1 << 20) };
        await _appliance.Stop();
        _appliance.Start();
        await Commit(new InferHarness(_appliance.Repository, WindowInfer), "4");
        Assert.Equal(["2", "3", "4"], Directory.GetDirectories(Path.Combine(_appliance.Models, "tiny")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Installs_OverARestart_AreKept()
    {
        var chain = await StartWithVersion1();
        await _appliance.Install(_appliance.Bundle("0", "2"));
        Push(chain, 4);
        _appliance.Tick(10);
        var before = _appliance.Updates.Installs;
        await _appliance.Stop();
        _appliance.Start();
        Assert.Equal(before, _appliance.Updates.Installs);
        Assert.Equal(3, (await _appliance.Install(_appliance.Bundle("0.92", "3"))).Id);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _appliance.DisposeAsync().AsTask();

    private async Task<InferHarness> StartWithVersion1()
    {
        _appliance.Start();
        await _appliance.Install(_appliance.Bundle("0.9", "1"));
        return new InferHarness(_appliance.Repository, WindowInfer);
    }

    private async Task Commit(InferHarness chain, string version)
    {
        await _appliance.Install(_appliance.Bundle("0.92", version));
        Push(chain, 4);
        _appliance.Tick(10);
        Assert.Equal((InstallState.Committed, version), (_appliance.Newest.State, _appliance.Page().Version));
    }

    /// <summary>Pushes whole windows, and waits until a version on trial has run on them too.</summary>
    private void Push(InferHarness chain, int windows, double value = 1)
    {
        long before = _appliance.Trial?.Report.Windows ?? 0;
        for (int i = 0; i < windows; i++) chain.Push(AB, [value, value], [value, value], [value, value], [value, value]);
        if (_appliance.Trial is { } trial) UpdatedAppliance.Until(() => trial.Report is { RunningFor.Ticks: 0 } report && report.Windows == before + windows && report.Current.Runs == report.Windows);
    }
}
