using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Trials;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Tests.Daemon.Updates.Trials;

public sealed class TrialJudgeTests
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private static readonly ModelRuns Good = Runs(200, medianMs: 1, p99Ms: 2);
    private static readonly TrialReport Well = new(Good, Good, 0, 200, 10, 12, null, TimeSpan.Zero);
    private readonly TrialJudge _judge = new(new ModelTrialConfiguration());

    [Fact]
    public void Judge_DoesWell_IsCommittedAtTheEndOfItsTime()
    {
        Assert.Equal(TrialDecision.GoOn, Judge(Well, AMinute).Decision);
        Assert.Equal(new TrialVerdict(TrialDecision.Commit), Judge(Well, AMinute * 10));
    }

    [Fact]
    public void Judge_TooFewWindows_GoesOnAndThenGoesBackWithoutBlocking()
    {
        var few = Well with { Candidate = Good with { Runs = 19 } };
        Assert.Equal(TrialDecision.GoOn, Judge(few, AMinute).Decision);
        Assert.Equal(TrialDecision.Extend, Judge(few, AMinute * 59).Decision);
        Assert.Equal(new TrialVerdict(TrialDecision.RollBack, "Only 19 of 20 windows came in 1:00:00 of trial."), Judge(few, AnHour));
    }

    [Fact]
    public void Judge_NoPipelineUsesIt_IsCommittedWithANote() =>
        Assert.Equal(new TrialVerdict(TrialDecision.Commit, "No pipeline uses the model, so it was not tried on live readings."),
            _judge.Judge(Well with { Candidate = ModelRuns.None }, AMinute * 10, isUsed: false));

    [Fact]
    public void Judge_DoesNotFit_GoesBackAtOnce() =>
        GoesBack(Well with { Misfit = "it gives no score" }, "It does not fit a pipeline: it gives no score.");

    [Theory]
    [InlineData(3, 0, 0, 3)]
    [InlineData(0, 11, 0, 200)]
    [InlineData(1, 1, 1, 20)]
    public void Judge_GivesNoResults_GoesBackAtOnce(long failed, long notFinite, long incomplete, long runs) =>
        GoesBack(Well with { Candidate = new(runs, failed, notFinite, incomplete, default, default, default) },
            $"It gave no usable result for {failed + notFinite + incomplete} of {runs + incomplete} windows ({failed} failed, {notFinite} not finite, {incomplete} incomplete); the version before it for 0.");

    [Theory]
    [InlineData(2, 0, 2)]
    [InlineData(10, 0, 200)]
    [InlineData(50, 48, 200)]
    public void Judge_SomeWindowsWithoutResult_AreForgiven(long now, long before, long runs)
    {
        var report = Well with { Candidate = Good with { Runs = runs, NotFinite = now }, Current = Good with { Failed = before } };
        Assert.Equal(TrialDecision.GoOn, Judge(report, AMinute).Decision);
    }

    [Fact]
    public void Judge_RunDoesNotEnd_GoesBackAtOnce()
    {
        GoesBack(Well with { RunningFor = TimeSpan.FromSeconds(6) }, "A run has not ended after 6 s.");
        var slowBefore = Well with { RunningFor = TimeSpan.FromSeconds(6), Current = Runs(10, 500, 1000) };
        Assert.Equal(TrialDecision.GoOn, Judge(slowBefore, AMinute).Decision);
    }

    [Theory]
    [InlineData(20, 11, 11, "It is too slow: half of its runs take more than 11 ms, where the version before it takes 1 ms.")]
    [InlineData(200, 9, 101, "It is too slow: one in a hundred of its runs takes more than 101 ms, where the version before it takes 2 ms.")]
    public void Judge_TooSlow_GoesBackAtTheEnd(long runs, double medianMs, double p99Ms, string reason) =>
        GoesBackAtTheEnd(Well with { Candidate = Runs(runs, medianMs, p99Ms) }, reason);

    [Theory]
    [InlineData(19, 100, 200, 1)]
    [InlineData(199, 4, 101, 0.1)]
    [InlineData(200, 10, 20, 1)]
    [InlineData(200, 4.9, 99, 0.1)]
    public void Judge_SlowerWithinReason_IsForgiven(long runs, double medianMs, double p99Ms, double beforeMs)
    {
        var report = Well with { Candidate = Runs(runs, medianMs, p99Ms), Current = Runs(runs, beforeMs, beforeMs) };
        Assert.NotEqual(TrialDecision.RollBack, Judge(report, AMinute * 10).Decision);
    }

    [Fact]
    public void Judge_AlarmsTooOften_GoesBackAtTheEnd() =>
        GoesBackAtTheEnd(Well with { CandidateAlarms = 61 }, "It alarms too often: its score is above the threshold in 61 of 200 windows, that of the version before it in 10.");

    [Theory]
    [InlineData(19, 0, 19)]
    [InlineData(200, 10, 57)]
    [InlineData(200, 181, 200)]
    [InlineData(200, 200, 0)]
    public void Judge_AlarmsWithinReasonOrLess_IsCommitted(long compared, long before, long now) =>
        Assert.Equal(TrialDecision.Commit, Judge(Well with { Compared = compared, CurrentAlarms = before, CandidateAlarms = now }, AMinute * 10).Decision);

    [Fact]
    public void Judge_AlwaysAlarmsWhileTheOldVersionSometimesDoes_GoesBackHoweverLaxTheLimit()
    {
        var judge = new TrialJudge(new ModelTrialConfiguration { AlarmRiseMax = 0.9 });
        Assert.Equal(TrialDecision.RollBack, judge.Judge(Well with { CurrentAlarms = 60, CandidateAlarms = 200 }, AMinute * 10, isUsed: true).Decision);
    }

    [Fact]
    public void Judge_Drifts_GoesBackAtTheEnd() => GoesBackAtTheEnd(Well with { Drift = 1.5, DriftWindows = 190 },
        "It drifts: in half of 190 windows that the version before it found quiet, its score is 1.5 thresholds away from that version's, and 1 are allowed.");

    [Theory]
    [InlineData(19, 16)]
    [InlineData(200, 1)]
    public void Judge_DriftsWithinReason_IsCommitted(long windows, double drift) =>
        Assert.Equal(TrialDecision.Commit, Judge(Well with { Drift = drift, DriftWindows = windows }, AMinute * 10).Decision);

    [Fact]
    public void Judge_TakesTooMuchMemory_GoesBackAtOnce()
    {
        GoesBack(Well with { ResidentRise = 600L << 20 }, "It takes too much memory: the appliance's has grown by 600 MiB since it runs, and 512 MiB are allowed.");
        Assert.Equal(TrialDecision.GoOn, Judge(Well with { ResidentRise = 512L << 20 }, AMinute).Decision);
    }

    [Fact]
    public void Judge_OperatorsCondition_GoesBackAtTheEndAndSaysWhatWasMeasured()
    {
        var judge = new TrialJudge(new ModelTrialConfiguration { RollBackIf = TrialCondition.Parse("p99Ms > 1.5 and alarms > alarmsBefore", out _) });
        Assert.Equal(TrialDecision.GoOn, judge.Judge(Well, AMinute, isUsed: true).Decision);
        Assert.Equal("models.trial.rollBackIf holds: p99Ms > 1.5 and alarms > alarmsBefore (p99Ms = 2, alarms = 0.06, alarmsBefore = 0.05).", judge.Judge(Well, AMinute * 10, isUsed: true).Reason);
        Assert.Equal(TrialDecision.Commit, judge.Judge(Well with { CandidateAlarms = 10 }, AMinute * 10, isUsed: true).Decision);
    }

    [Theory]
    [InlineData("heat > 3", "names heat, which is not measured; known are windows, errors,")]
    [InlineData("p99Ms >", "expected")]
    public void Condition_ThatCannotBe_IsRefused(string text, string error)
    {
        Assert.Null(TrialCondition.Parse(text, out string? wrong));
        Assert.Contains(error, wrong, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(5, 5, 1, "It gave no usable result for any of 5 windows since it was committed.")]
    [InlineData(40, 4, 1, "Since it was committed: It gave no usable result for 4 of 40 windows (4 failed, 0 not finite, 0 incomplete); the version before it for 0.")]
    [InlineData(20, 0, 11, "Since it was committed: It is too slow: half of its runs take more than 11 ms, where the version before it takes 1 ms.")]
    [InlineData(4, 4, 1, null)]
    [InlineData(19, 0, 11, null)]
    [InlineData(200, 10, 9, null)]
    public void Commit_GoesBadAfterwards_IsTakenBack(long runs, long failed, double medianMs, string? reason)
    {
        var committed = new WatchedCommit("tiny", "2", Good, 0);
        Assert.Equal(reason, committed.Fault(Runs(runs, medianMs, medianMs) with { Failed = failed }, new TrialFaults(new ModelTrialConfiguration())));
    }

    [Fact]
    public void Commit_DevicesLeaveValuesOut_IsNoFaultOfTheVersion() =>
        Assert.Null(new WatchedCommit("tiny", "2", Good, 0).Fault(Good with { Incomplete = 150 }, new TrialFaults(new ModelTrialConfiguration())));

    private void GoesBack(TrialReport report, string reason) =>
        Assert.Equal(new TrialVerdict(TrialDecision.RollBack, reason, Blocks: true), Judge(report, TimeSpan.Zero));

    private void GoesBackAtTheEnd(TrialReport report, string reason)
    {
        Assert.Equal(TrialVerdict.GoOn, Judge(report, AMinute));
        Assert.Equal(new TrialVerdict(TrialDecision.RollBack, reason, Blocks: true), Judge(report, AMinute * 10));
    }

    private TrialVerdict Judge(TrialReport report, TimeSpan elapsed) => _judge.Judge(report, elapsed, isUsed: true);

    private static ModelRuns Runs(long runs, double medianMs, double p99Ms) =>
        new(runs, 0, 0, 0, TimeSpan.Zero, TimeSpan.FromMilliseconds(medianMs), TimeSpan.FromMilliseconds(p99Ms));
}
