using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Reported;
using EdgeAppliance.Daemon.Updates.Slots;

namespace EdgeAppliance.Tests.Daemon.Updates.Slots;

public sealed class SystemUpdatesTests : IDisposable
{
    private readonly SystemWorld _world = new();

    public void Dispose() => _world.Dispose();

    /// <summary>The request's format, which the image's script reads: frozen.</summary>
    [Fact]
    public void Install_System_AsksTheImageForIt()
    {
        Assert.Null(_world.Install("1.1.0").Error);

        Assert.Equal(["id=1-1767323045000", "do=install", "version=1.1.0", "file=bundles/os/1.1.0/os.raucb"], _world.Request);
        Assert.Equal("hsqs and more", File.ReadAllText(_world.At("state/bundles/os/1.1.0/os.raucb")));
        Assert.Equal(("os", ReportedState.Verifying, (string?)null), Reported("1.1.0"));
    }

    /// <summary>Killed between any two steps, the daemon goes on; nothing but the restart, which it may have missed, is asked for again.</summary>
    [Theory]
    [InlineData(false, "install install restart - - - -")]
    [InlineData(true, "install install restart restart restart - -")]
    public void Look_KilledOrNotOnTheWay_IsInstalledOnceAndCommittedWhenItsSlotIsGood(bool isKilled, string expected)
    {
        var asked = new List<string>();
        Assert.Null(_world.Install("1.1.0").Error);
        Next();
        _world.Answer("installing", takes: false);
        Next();
        _world.Answer("installed");
        Next();
        _world.Answer("restarting");
        Next();
        _world.Boot("B", "1.1.0");
        Next();
        Assert.Equal(("os", ReportedState.Canary, (string?)null), Reported("1.1.0"));
        _world.MarkGood("B");
        Next();
        Assert.Equal(("os", ReportedState.Committed, (string?)null), Reported("1.1.0"));
        Next();
        Assert.Equal(expected, string.Join(' ', asked));

        void Next()
        {
            if (isKilled) _world.Restart();
            _world.Look();
            asked.Add(_world.Asked ?? "-");
        }
    }

    [Fact]
    public void Look_UpdateWasGivenUp_IsRolledBackWithTheImagesReasonAndNotTakenAgain()
    {
        _world.InstallAndRestart("1.1.0");
        _world.Boot("B", "1.1.0");
        _world.Look();
        _world.Boot("A", "1.0.0", ("1.1.0", "not healthy within 600 s: the store is full"));

        Assert.Equal(("os", ReportedState.RolledBack, "not healthy within 600 s: the store is full"), Reported("1.1.0"));
        Assert.Contains("os 1.1.0 was rolled back: not healthy", Assert.Single(_world.Shelf.Conditions).Text);
        Assert.False(Directory.Exists(_world.At("state/bundles/os/1.1.0")));
        Assert.Contains("was given up on this appliance", _world.Install("1.1.0").Error);
        Assert.Null(_world.Asked);
    }

    /// <summary>Its user space never started: the daemon sees of it nothing but that it runs again from the slot before.</summary>
    [Theory]
    [InlineData("it has no kernel that can be read", "it has no kernel that can be read")]
    [InlineData(null, "the board runs 1.0.0 again, and nothing says why")]
    public void Look_SlotBeforeRunsAfterTheRestart_IsRolledBack(string? reason, string expected)
    {
        _world.InstallAndRestart("1.1.0");
        _world.Boot("A", "1.0.0", reason is null ? null : ("", reason));

        Assert.Equal(("os", ReportedState.RolledBack, expected), Reported("1.1.0"));
    }

    /// <summary>Whatever became of the image's note: what has run once is not installed a second time.</summary>
    [Fact]
    public void Look_NoteIsLostAfterTheTrialBegan_IsRolledBack()
    {
        _world.InstallAndRestart("1.1.0");
        _world.Boot("B", "1.1.0");
        File.Delete(_world.At("state/system/request"));
        _world.Note("");
        _world.Boot("A", "1.0.0");

        Assert.Equal(("os", ReportedState.RolledBack, "the board runs 1.0.0 again, and nothing says why"), Reported("1.1.0"));
        Assert.Null(_world.Asked);
    }

    /// <summary>The image, cut short, comes to its outcome only when the slot has been given up already.</summary>
    [Fact]
    public void Look_GivenUpBeforeItsInstallationWasNoted_IsRolledBackAndLeftOut()
    {
        _world.Install("1.1.0");
        _world.Answer("installing", takes: false);
        _world.Boot("A", "1.0.0", ("1.1.0", "it hung"));
        _world.Look();
        _world.Answer("installed");
        _world.Look();
        Assert.Equal(("os", ReportedState.RolledBack, "it hung"), Reported("1.1.0"));
        _world.Look();
        Assert.Equal("drop", _world.Asked);
    }

    [Fact]
    public void Look_RaucRefuses_IsRefusedWithItsReason()
    {
        _world.Install("1.1.0");
        _world.Answer("refused", "signature verification failed");
        _world.Look();

        Assert.Equal(("os", ReportedState.Refused, "signature verification failed"), Reported("1.1.0"));
        Assert.Null(_world.Asked);
    }

    [Fact]
    public void Look_InterruptedAgainAndAgain_IsRefusedTheThirdTime()
    {
        for (int i = 1; i <= SystemUpdates.InterruptionsMax; i++)
        {
            Assert.Null(_world.Install("1.1.0").Error);
            _world.Answer("interrupted", "there is no room");
            _world.Look();
            Assert.Equal(i < SystemUpdates.InterruptionsMax ? InstallState.Interrupted : InstallState.Refused, _world.Newest.State);
            // What may be tried again does not travel again.
            Assert.Equal(i < SystemUpdates.InterruptionsMax, File.Exists(_world.At("state/bundles/os/1.1.0/os.raucb")));
        }
    }

    /// <summary>A model came while the update was being installed.</summary>
    [Fact]
    public void Look_ModelsWouldNotRunWithIt_IsRefusedBeforeTheRestartAndLeftOut()
    {
        _world.Install("1.1.0");
        _world.Lacking = "Models that run here would not run with it: pump 3: it needs ONNX Runtime >=2, and this is 1.31.1.";
        _world.Answer("installed");
        _world.Look();
        Assert.Equal(("os", ReportedState.Refused, _world.Lacking), Reported("1.1.0"));
        _world.Look();
        Assert.Equal("drop", _world.Asked);
        _world.Answer("dropped");
        _world.Look();
        Assert.Null(_world.Asked);
    }

    [Fact]
    public void Look_RolloutIsAbortedBeforeTheRestart_DoesNotRun()
    {
        _world.Install("1.1.0");
        _world.Never = "its rollout 'r' was aborted";
        _world.Answer("installed");
        _world.Look();
        _world.Look();
        Assert.Equal((InstallState.Interrupted, "drop"), (_world.Newest.State, _world.Asked));
    }

    [Fact]
    public void Look_IsForgottenWhileItIsInstalled_DoesNotRun()
    {
        _world.Install("1.1.0");
        _world.Answer("installing", takes: false);
        _world.Shelf.Forget("os");
        _world.Look();
        Assert.Null(_world.Asked);
        _world.Note("""{"format":1,"id":"1-1767323045000","state":"installed","version":"1.1.0","boot":"boot-1","reason":""}""");
        _world.Look();
        Assert.Equal(["id=1-1767323045000", "do=drop"], _world.Request[..2]);
    }

    [Fact]
    public void Look_OutsideOfTheHours_RestartsWhenTheyBegin()
    {
        _world.Wait = "for the hours of updates";
        _world.Install("1.1.0");
        _world.Answer("installed");
        _world.Look();
        Assert.Null(_world.Asked);
        Assert.Contains("runs from a restart on, which waits: for the hours of updates.", Assert.Single(_world.Systems.Conditions).Text);
        _world.Wait = null;
        _world.Look();
        Assert.Equal("restart", _world.Asked);
        Assert.Empty(_world.Systems.Conditions);
    }

    [Fact]
    public void Look_RestartDoesNotCome_IsAskedForAgain()
    {
        _world.InstallAndRestart("1.1.0");
        _world.Look();
        Assert.Null(_world.Asked);
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("restart", _world.Asked);
    }

    [Fact]
    public void Look_ImageDoesNotAnswer_SaysSo()
    {
        _world.Install("1.1.0");
        _world.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Contains("the image has not begun to install it", Assert.Single(_world.Systems.Conditions).Text);
        _world.Answer("installing", takes: false);
        _world.Look();
        Assert.Empty(_world.Systems.Conditions);
    }

    /// <summary>What is no outcome of this request changes nothing.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\0\0\0\0")]
    [InlineData("""{"format":2,"id":"1-1767323045000","state":"installed","version":"1.1.0","boot":"boot-1","reason":""}""")]
    [InlineData("""{"format":1,"id":"2-1767323045000","state":"installed","version":"1.1.0","boot":"boot-1","reason":""}""")]
    [InlineData("""{"format":1,"id":"1-1767323045000","state":"rebooted","version":"1.1.0","boot":"boot-1","reason":""}""")]
    [InlineData("""{"format":1,"id":"1-1767323045000","state":3,"version":"1.1.0","boot":"boot-1","reason":""}""")]
    [InlineData("""{"format":1,"id":null,"state":"refused","version":"1.1.0","boot":"boot-1","reason":""}""")]
    [InlineData("""{"format":1,"id":"1-1767323045000","state":"refused","version":"../..","boot":"boot-1","reason":""}""")]
    [InlineData("""{"format":1,"id":"1-1767323045000","state":"refused","version":"1.1.0","boot":"boot-1"}""")]
    [InlineData("""{"format":1,"id":"1-1767323045000","id":"1-1767323045000","state":"refused","version":"1.1.0","boot":"boot-1","reason":""}""")]
    [InlineData("""{"format":1,"id":"1-1767323045000","state":"refused","version":"1.1.0","boot":"boot-1","reason":"cut shor""")]
    public void Look_HostileOutcome_ChangesNothing(string outcome)
    {
        _world.Install("1.1.0");
        _world.Note(outcome);
        _world.Look();
        Assert.Equal((InstallState.Verifying, "install"), (_world.Newest.State, _world.Asked));
    }

    [Fact]
    public void Look_OutcomeWithoutEnd_IsReadNoFurtherThanItMay()
    {
        _world.Install("1.1.0");
        _world.Note("""{"format":1,"id":"1-1767323045000","state":"refused","version":"1.1.0","boot":"boot-1","reason":" """ + new string('x', 1 << 20) + "\"}");
        _world.Look();
        Assert.Equal(InstallState.Verifying, _world.Newest.State);
    }

    [Fact]
    public void Look_ReasonWithControlCharacters_IsShownWithoutThem()
    {
        _world.Install("1.1.0");
        _world.Answer("refused", """\u001b[2J""" + new string('x', 1000));
        _world.Look();
        Assert.Equal(" [2J" + new string('x', 396), _world.Newest.Reason);
    }

    [Fact]
    public void Install_WhileOneIsUnderWay_WaitsForIt()
    {
        _world.Install("1.1.0");
        var (result, asked) = (_world.Install("1.2.0"), _world.Request);
        Assert.Equal((false, "os 1.1.0 is under way; install 1.2.0 once that has ended."), (result.IsBundlesFault, result.Error));
        Assert.Equal("version=1.1.0", asked[2]);
    }

    [Fact]
    public void Install_NoUpdateOfRaucs_IsRefused()
    {
        var result = _world.Systems.Install(_world.Bundle("1.1.0", content: "MZ"));
        Assert.Equal((true, "os.raucb is no update that RAUC takes."), (result.IsBundlesFault, result.Error));
        Assert.Null(_world.Asked);
    }

    [Theory]
    [InlineData("1.1.0", SystemWorld.Board, null)]
    [InlineData("1.0.0", SystemWorld.Board, null)]
    [InlineData("0.9.0", SystemWorld.Board, "It is older than 1.0.0, which runs.")]
    [InlineData("1.1.0", "other-board", "It is not for this device: it is made for other-board, and this is edge-appliance-arm64.")]
    public void WhyNot_OnTheImage_TakesItsBoardsNewerVersions(string version, string board, string? expected) =>
        Assert.Equal(expected, _world.Systems.WhyNot(_world.Bundle(version, board).Manifest));

    [Fact]
    public void WhyNot_NotOnTheImage_LeavesItAlone()
    {
        var systems = _world.Over(null);
        systems.Start();
        systems.Offered("os");
        Assert.Contains("this appliance does not run from one", systems.WhyNot(_world.Bundle("1.1.0").Manifest));
        Assert.Contains("this appliance does not run from one", systems.Install(_world.Bundle("1.1.0")).Error);
        Assert.Empty(_world.Shelf.Entries);
        Assert.Null(_world.Asked);
    }

    /// <summary>A card that was flashed with what is published need not fetch it, and says that it has it.</summary>
    [Fact]
    public void Offered_WhatRunsIsNotKnown_IsReportedAsCommitted()
    {
        _world.Systems.Offered("os");
        _world.Systems.Offered("os");
        Assert.Equal(("os", ReportedState.Committed, (string?)null), Reported("1.0.0"));
        Assert.Equal("1.0.0", Assert.Single(_world.Shelf.Entries).Version);
        _world.Install("1.1.0");
        _world.Systems.Offered("os");
        Assert.Equal(2, _world.Shelf.Entries.Count);
    }

    private (string Name, ReportedState State, string? Reason) Reported(string version)
    {
        var report = DeviceReports.Of(new RolloutDevice("box", new Dictionary<string, string>()), new ModelsPage { MemoryBytes = 0, MemoryBytesMax = 0 }, null, shelf: _world.Shelf.Entries);
        var bundle = report.Bundles.Single(bundle => bundle.Version == version);
        return (bundle.Bundle, bundle.State, bundle.Reason);
    }
}
