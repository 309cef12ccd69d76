using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Hawkbit;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What the device and the server say to each other, and what comes of it.</summary>
public sealed class HawkbitDialogueTests : IDisposable
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
        Assert.Contains("tiny 1 is on trial.", _world.Run.Waits);
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

    [Fact]
    public async Task Download_IsCutAgainAndAgain_GoesOnWhereItWas()
    {
        const int Cut = 256 << 10;
        string folder = (TestBundle.Keeping("0.9") with { Version = "2" }).WriteTo(_world.At("made/large"));
        File.WriteAllText(Path.Combine(folder, "MODEL_CARD.md"), new string('a', 2 << 20));
        var module = _world.ModuleOf(folder);
        int archive = module.Files["tiny-2.tar"].Length;
        _world.Server.Deploy(module);
        _world.Server.CutAfter = Cut;
        int turns = 0;
        for (; turns < 40 && _world.Installed.Count == 0; turns++)
        {
            await _world.Turn();
            _world.Time.Advance(TimeSpan.FromHours(1));
            if (turns % 3 == 0) _world.Restart();
        }
        Assert.Equal(["tiny 2"], _world.Installed);
        Assert.InRange(turns, archive / Cut, 2 * archive / Cut);
        Assert.InRange(_world.Progress.Fetched, archive, 2 * archive);
    }

    [Fact]
    public async Task Download_OtherBytesThanVouchedFor_EndsAfterSomeTries()
    {
        _world.Server.IsCorrupt = true;
        var action = _world.Server.Deploy(_world.Module("2"));
        for (int i = 0; i < 3; i++)
        {
            await _world.Turn();
            _world.Time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal((DdiServerState.Error, "closed failure"), (action.State, action.Told[^1]));
        Assert.Contains("is not the file that is promised", action.Details[^1]);
        Assert.Empty(_world.Installed);
    }

    [Fact]
    public async Task Download_BudgetIsSpent_WaitsAndSaysSo()
    {
        _world.Limits = FetchLimits.None with { PeriodBytesMax = 500, Period = TimeSpan.FromDays(1) };
        _world.Restart();
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Contains("500 bytes that may be fetched in 24 h are spent", action.Details[^1]);
        Assert.InRange(_world.Progress.Fetched, 0, 500);
        Assert.Equal(DdiServerState.Running, action.State);
    }

    [Fact]
    public async Task Metadata_Expired_IsRetriedAndNotTrusted()
    {
        var module = _world.Module("2");
        _world.Time.Advance(TimeSpan.FromDays(10));
        var action = _world.Server.Deploy(module);
        await _world.Turn();
        Assert.True(_world.Run.IsNotTrusted);
        Assert.Equal(DdiServerState.Running, action.State);
        _world.Publish();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Turn();
        Assert.Equal(["tiny 2"], _world.Installed);
    }

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
        _world.End(InstallState.Committed);
        await _world.Turn();
        action.State = DdiServerState.Running;
        _world.Restart();
        await _world.Turn();
        Assert.Equal(DdiServerState.Finished, action.State);
        Assert.Single(_world.Installed);
    }

    [Fact]
    public async Task Token_FileLiesElsewhere_IsNotShownThere()
    {
        using var elsewhere = new DdiServer { Authorization = "" };
        _world.Server.Files = elsewhere.Address;
        _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Null(elsewhere.LastAuthorization);
        Assert.Equal("TargetToken secret", _world.Server.LastAuthorization);
    }

    [Fact]
    public async Task Token_IsWrong_IsDenied()
    {
        _world.Configuration = _world.Configuration with { Token = null, GatewayToken = new Secret("secret") };
        _world.Restart();
        Assert.Equal(HawkbitFailure.Denied, (await Assert.ThrowsAsync<HawkbitException>(_world.Poll)).Failure);
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
}
