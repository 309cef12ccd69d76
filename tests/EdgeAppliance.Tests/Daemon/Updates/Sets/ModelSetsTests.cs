using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Sets;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Inference.Steps;

namespace EdgeAppliance.Tests.Daemon.Updates.Sets;

public sealed class ModelSetsTests : IAsyncDisposable
{
    private const string Golden = """
        {
          "format": 1,
          "name": "set",
          "version": "2",
          "stage": "goingBack",
          "startedAt": "2026-11-27T03:30:00+00:00",
          "reason": "tiny: it drifts",
          "members": [
            {
              "model": "tiny",
              "version": "2"
            }
          ]
        }
        """;

    private readonly SetWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void ToUtf8_IsTheStoredFormat() => Assert.Equal(Golden, Encoding.UTF8.GetString(SetJournal.ToUtf8(SetJournal.Parse(Encoding.UTF8.GetBytes(Golden)))), ignoreLineEndingDifferences: true);

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2")]
    [InlineData("\"version\": \"2\"", "\"version\": \"../2\"")]
    [InlineData("\"model\": \"tiny\"", "\"model\": \"../tiny\"")]
    [InlineData("\"stage\": \"goingBack\"", "\"stage\": 4")]
    [InlineData("\"members\"", "\"others\"")]
    public void Parse_WhatIsNoSuchFile_Throws(string from, string to) => Assert.Throws<JsonException>(() => SetJournal.Parse(Encoding.UTF8.GetBytes(Golden.Replace(from, to, StringComparison.Ordinal))));

    [Fact]
    public async Task Install_AllDoWell_AreTriedTogetherAndCommittedTogether()
    {
        await _world.WithVersion1();

        Assert.Null((await _world.Install("2")).Error);
        Assert.Equal((InstallState.Trial, InstallState.Trial, ("1", "1")), (_world.Newest("tiny").State, _world.Newest("other").State, _world.Running));
        _world.PushAndTick();

        Assert.Equal(("2", "2"), _world.Running);
        Assert.Equal((InstallState.Committed, InstallState.Committed), (_world.Newest("tiny").State, _world.Newest("other").State));
        Assert.Equal([SetStage.Verifying, SetStage.Trial, SetStage.Committing, SetStage.Committed], _world.Told);
    }

    [Fact]
    public async Task Look_OneHasNotSeenEnoughYet_NoneIsCommittedBeforeIt()
    {
        await _world.WithVersion1();
        await _world.Install("2");
        Push("other");
        _world.Appliance.Tick(8);
        Assert.Equal(("1", "1"), _world.Running);

        Push("tiny");
        _world.Appliance.Tick(1);

        Assert.Equal(("2", "2"), _world.Running);
    }

    [Fact]
    public async Task Install_OneDoesBadly_AllGoBackWithTheReasonAndOnlyItIsBlocked()
    {
        await _world.WithVersion1();
        await _world.Install("2", tiny: "0");
        _world.PushAndTick();

        Assert.Equal(("1", "1"), _world.Running);
        Assert.Equal((InstallState.RolledBack, InstallState.RolledBack), (_world.Newest("tiny").State, _world.Newest("other").State));
        Assert.StartsWith("It alarms too often", _world.Newest("tiny").Reason);
        Assert.StartsWith("It came with set 2, which was taken back as a whole: tiny: It alarms too often", _world.Newest("other").Reason);
        Assert.Equal("tiny", Assert.Single(_world.Appliance.Updates.Blocked).Model);
        Assert.Equal(SetStage.RolledBack, _world.Last.Stage);
        Assert.StartsWith("tiny: It alarms too often", _world.Last.Reason);
        Assert.Contains("tiny 2 was rolled back on this appliance", (await _world.Install("2")).Error);
        Assert.Equal(["1"], Folders("other"));
    }

    [Fact]
    public async Task Install_LastIsNoUse_NoneStays()
    {
        await _world.WithVersion1();
        var bad = TestBundle.Keeping("0.9") with { Name = "other", Model = "keeps-0.92", Version = "2" };

        var refusal = await _world.Install("2", TestBundle.Keeping("0.92") with { Version = "2" }, bad);

        Assert.StartsWith("other: The golden test fails", refusal.Error);
        Assert.True(refusal.IsBundlesFault);
        Assert.Equal((InstallState.Interrupted, InstallState.Refused, ("1", "1")), (_world.Newest("tiny").State, _world.Newest("other").State, _world.Running));
        Assert.Equal(SetStage.Refused, _world.Told[^1]);
        Assert.Equal(["1"], Folders("tiny"));
        Assert.Equal(["1"], Folders("other"));
        Assert.Null((await _world.Install("3")).Error);
        _world.PushAndTick();
        Assert.Equal(("3", "3"), _world.Running);
    }

    [Fact]
    public async Task Install_NoneWasThereBefore_AllOrNone()
    {
        _world.Start();
        await _world.Appliance.Install(_world.Appliance.Bundle("0.9", "1"));
        Assert.Null((await _world.Install("2", tiny: "0")).Error);
        Assert.Equal(("1", null), _world.Running);
        _world.PushAndTick();
        Assert.Equal(("1", null), _world.Running);

        Assert.Null((await _world.Install("3")).Error);
        _world.PushAndTick();

        Assert.Equal(("3", "3"), _world.Running);
    }

    [Fact]
    public async Task Install_SomeRunAlready_AreLeftAlone()
    {
        await _world.WithVersion1();
        Assert.Null((await _world.Install("2", TestBundle.Keeping("0.9") with { Version = "1" }, TestBundle.Keeping("0.92") with { Name = "other", Version = "2" })).Error);
        _world.PushAndTick();
        Assert.Equal(("1", "2"), _world.Running);

        Assert.True((await _world.Install("3", TestBundle.Keeping("0.9") with { Version = "1" })).IsRunning);
    }

    [Fact]
    public async Task Install_WhileAnotherIsUnderWay_ComesLater()
    {
        await _world.WithVersion1();
        await _world.Install("2");

        var refusal = await _world.Install("3");

        Assert.Equal("set 2 is under way; install set 3 once that has ended.", refusal.Error);
        Assert.False(refusal.IsBundlesFault);
    }

    [Fact]
    public async Task Look_OneFailsOnceCommitted_AllGoBack()
    {
        await _world.WithVersion1();
        _world.Appliance.TrialOf(windows: 0, seconds: 5);
        await _world.Appliance.Stop();
        _world.Start();
        await _world.Install("2", new TestBundle("logarithm") { Version = "2", Golden = """[{"inputs":{"x":[1,1,1,1,1,1,1,1]},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":1}]""" }, TestBundle.Keeping("0.92") with { Name = "other", Version = "2" });
        _world.Appliance.Tick(6);
        Assert.Equal(("2", "2"), _world.Running);

        Push("tiny", -1, windows: 8);
        _world.Appliance.Tick(1);

        Assert.Equal(("1", "1"), _world.Running);
        Assert.StartsWith("It gave no usable result for any of", _world.Newest("tiny").Reason);
        Assert.StartsWith("It came with set 2, which was taken back as a whole", _world.Newest("other").Reason);
        Assert.Equal(SetStage.RolledBack, _world.Told[^1]);
    }

    [Fact]
    public async Task Start_WentDownAgainAndAgainInItsTrial_GoesBackAsAWhole()
    {
        await _world.WithVersion1();
        await _world.Install("2");
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(InstallState.Trial, _world.Newest("other").State);
            _world.Appliance.Abandon();
            _world.Start();
        }

        Assert.Equal((InstallState.RolledBack, InstallState.RolledBack, ("1", "1")), (_world.Newest("tiny").State, _world.Newest("other").State, _world.Running));
        Assert.Equal("The appliance went down 4 times while it was tried.", _world.Last.Reason);
    }

    private void Push(string model, double value = 1, int windows = 2)
    {
        var chain = new InferHarness(_world.Appliance.Repository, $$"""[{"type":"window","size":4},{"type":"infer","model":"{{model}}"}]""");
        for (int i = 0; i < 4 * windows; i++) chain.Push(new ChannelSet("a", "b"), [value, value]);
        var trial = _world.Appliance.Repository.Slot(model).Loaded?.Trial;
        if (trial is not null) UpdatedAppliance.Until(() => trial.Report.Candidate.Runs >= windows);
    }

    private string[] Folders(string model) => [.. Directory.GetDirectories(Path.Combine(_world.Appliance.Models, model)).Select(path => Path.GetFileName(path)).Order()];
}
