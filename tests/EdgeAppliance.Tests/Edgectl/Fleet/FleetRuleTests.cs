using System.Text;
using CsCheck;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Edgectl.Fleet;

namespace EdgeAppliance.Tests.Edgectl.Fleet;

public sealed class FleetRuleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly Rollout s_rollout = new Rollout("r") { Stages = [new(100_000) { Wait = TimeSpan.FromHours(1), SuccessPpm = 980_000 }, new(1_000_000)] }.Begun(s_now);

    [Theory]
    [InlineData(100, 0, 0, "Wait")]
    [InlineData(100, 97, 0, "Wait")]
    [InlineData(100, 98, 0, "Promote")]
    [InlineData(100, 98, 2, "Promote")]
    [InlineData(100, 90, 3, "Abort")]
    [InlineData(100, 0, 3, "Abort")]
    [InlineData(0, 0, 0, "Wait")]
    public void Decide_StageWhoseTimeIsOver_GoesByItsShares(int meant, int committed, int failed, string move) =>
        Assert.Equal(move, new FleetRule().Decide(s_rollout, Counts(meant, committed, failed), s_now.AddHours(1)).Move.ToString());

    [Fact]
    public void Decide_TimeIsNotOver_WaitsButAbortsAtOnce()
    {
        var (move, reason) = new FleetRule().Decide(s_rollout, Counts(100, 100, 0), s_now.AddMinutes(59));
        Assert.Equal(FleetMove.Wait, move);
        Assert.Contains("lasts until", reason);
        Assert.Equal(FleetMove.Abort, new FleetRule().Decide(s_rollout, Counts(100, 0, 3), s_now).Move);
    }

    [Theory]
    [InlineData(500_000, null, 50, 10, "Promote")]
    [InlineData(500_000, 90_000, 50, 10, "Abort")]
    [InlineData(null, 90_000, 98, 2, "Promote")]
    public void Decide_OtherShares_GoInsteadOfTheStages(int? promoteAt, int? abortAt, int committed, int failed, string move) =>
        Assert.Equal(move, new FleetRule(promoteAt, abortAt).Decide(s_rollout, Counts(100, committed, failed), s_now.AddHours(1)).Move.ToString());

    [Fact]
    public void Decide_LastStage_IsDoneWhenAllHaveEnded()
    {
        var last = s_rollout with { Stage = 2, Stages = [s_rollout.Stages[0], new(1_000_000) { SuccessPpm = 900_000 }] };
        Assert.Equal(FleetMove.Wait, new FleetRule().Decide(last, Counts(100, 94, 5), s_now).Move);
        Assert.Equal(FleetMove.Done, new FleetRule().Decide(last, Counts(100, 95, 5), s_now).Move);
        Assert.Equal(FleetMove.Halted, new FleetRule().Decide(last with { State = RolloutState.Paused }, Counts(100, 95, 5), s_now).Move);
    }

    [Fact]
    public void Decide_MoreFailures_NeverMakeItGoOn() => Gen.Select(Gen.Int[1, 1000], Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 1_000_000]).Sample((meant, a, b, success) =>
    {
        var rollout = s_rollout with { Stages = [s_rollout.Stages[0] with { SuccessPpm = success }, s_rollout.Stages[1]] };
        int fewer = Math.Min(a, b) % (meant + 1), more = Math.Max(fewer, Math.Max(a, b) % (meant + 1));
        bool goesOn = new FleetRule().Decide(rollout, Counts(meant, meant - more, more), s_now.AddDays(1)).Move == FleetMove.Promote;
        return !goesOn || new FleetRule().Decide(rollout, Counts(meant, meant - fewer, fewer), s_now.AddDays(1)).Move == FleetMove.Promote;
    });

    [Fact]
    public void Counts_ReportedStates_AreOfTheStageOnly()
    {
        var published = new PublishedRollout("pump", "2.0.0", s_rollout);
        var all = Enumerable.Range(0, 1000).Select(i => $"d{i}").ToList();
        var meant = all.Where(id => RolloutDecision.StageOf(s_rollout, new RolloutDevice(id, new Dictionary<string, string>())) == 1).ToList();
        var states = new Dictionary<string, ReportedState> { [meant[0]] = ReportedState.Committed, [meant[1]] = ReportedState.RolledBack, [meant[2]] = ReportedState.Canary, [meant[3]] = ReportedState.Waiting, [all.Except(meant).First()] = ReportedState.Committed };

        var counts = FleetCounts.Of(published, all.Select(id => Report(id, states.TryGetValue(id, out var state) ? state : null)));

        Assert.Equal((1000, meant.Count, 1, 1, 1, meant.Count - 3, 1), (counts.Devices, counts.Meant, counts.Committed, counts.Failed, counts.UnderWay, counts.Waiting, counts.Ahead));
        Assert.Equal(("it drifts", 1), Assert.Single(counts.Reasons));
    }

    [Fact]
    public void Take_NonsenseOrAnothersReport_IsCountedAndChangesNothing()
    {
        var board = new FleetBoard(devicesMax: 2);
        board.Take("edge/a/bundles", Report("a", ReportedState.Committed).ToUtf8());
        board.Take("edge/a/bundles", "nonsense"u8);
        board.Take("edge/b/bundles", Report("a", ReportedState.Committed).ToUtf8());
        board.Take("edge/b/bundles", Report("b", null).ToUtf8());
        board.Take("edge/c/bundles", Report("c", null).ToUtf8());
        board.Take("edge/a/status", Report("a", null).ToUtf8());
        board.Take("edge//bundles", Report("a", null).ToUtf8());

        Assert.Equal(["a", "b"], board.Devices.Select(device => device.Device).Order());
        Assert.Equal(3, board.Refused);
        board.Take("edge/a/bundles", []);
        Assert.Equal("b", Assert.Single(board.Devices).Device);
    }

    private static DeviceReport Report(string id, ReportedState? state) => new()
    {
        Device = id,
        Bundles = state is { } known ? [new BundleReport { Bundle = "pump", Version = "2.0.0", State = known, Reason = known == ReportedState.RolledBack ? "it drifts" : null }] : [],
    };

    private static FleetCounts Counts(int meant, int committed, int failed) => new() { Devices = 1000, Meant = meant, Committed = committed, Failed = failed, UnderWay = 0, Ahead = 0, Reasons = [] };
}
