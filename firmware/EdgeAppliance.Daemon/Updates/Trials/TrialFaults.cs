using System.Globalization;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>What a version can do wrong in its trial, measured against the version before it on the same windows. That it alarms less is no
/// fault: it could else never take the place of a version that alarms for nothing.</summary>
internal sealed class TrialFaults(ModelTrialConfiguration options)
{
    /// <summary>So many windows without a usable result are forgiven, whatever share of all they are.</summary>
    private const int BadMax = 2;

    /// <summary>A hundredth of fewer runs than this is a single one, which may have had bad luck.</summary>
    private const int P99RunsMin = 200;

    /// <summary>Half of fewer windows than this may be the moment in which a better version sees what the one before it does not.</summary>
    private const int DriftWindowsMin = 20;

    /// <summary>Below these, how many times longer a run takes than one of the version before does not matter.</summary>
    private static readonly TimeSpan MedianFloor = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan P99Floor = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RunFloor = TimeSpan.FromSeconds(5);

    /// <summary>What no further window can make good.</summary>
    /// <returns>Null where there is none.</returns>
    public string? AtOnce(TrialReport report) => Misfit(report) ?? Bad(report) ?? Hanging(report) ?? Heavy(report);

    /// <summary>What only the whole of a trial can tell: a better version alarms in all of its first windows where there is something wrong
    /// that the version before it does not see, and a busy minute makes a version slow that is not. Its results do not count until then.</summary>
    /// <returns>Null where there is none.</returns>
    public string? AtTheEnd(TrialReport report) => Slow(report) ?? Alarming(report) ?? Drifting(report) ?? options.RollBackIf?.Fault(report);

    /// <summary>What a version does wrong that has been taken: there is no other beside it any more to compare windows with.</summary>
    /// <param name="report">Of its runs since then, and of those of the version before it in the trial.</param>
    /// <returns>Null where there is nothing.</returns>
    public string? Afterwards(TrialReport report) =>
        report.Windows < options.WindowsMin ? null : Bad(report) ?? SlowByHalf(report) ?? Heavy(report) ?? options.RollBackIf?.Fault(report);

    private static string? Misfit(TrialReport report) => report.Misfit is { } misfit ? Text($"It does not fit a pipeline: {misfit.TrimEnd('.')}.") : null;

    private string? Bad(TrialReport report)
    {
        long bad = BadOf(report.Candidate), before = BadOf(report.Current);
        if (bad - before <= Math.Max(BadMax, options.ErrorsMax * report.Windows)) return null;
        var (failed, notFinite, incomplete) = (report.Candidate.Failed, report.Candidate.NotFinite, report.Candidate.Incomplete);
        return Text($"It gave no usable result for {bad} of {report.Windows} windows ({failed} failed, {notFinite} not finite, {incomplete} incomplete); the version before it for {before}.");
    }

    /// <summary>Windows that gave no usable result.</summary>
    public static long BadOf(ModelRuns runs) => runs.Failed + runs.NotFinite + runs.Incomplete;

    private string? Hanging(TrialReport report) =>
        report.RunningFor > RunFloor && report.RunningFor > report.Current.P99 * options.SlowerMax ? Text($"A run has not ended after {report.RunningFor.TotalSeconds:F0} s.") : null;

    private string? Slow(TrialReport report)
    {
        var (now, before) = (report.Candidate, report.Current);
        if (SlowByHalf(report) is { } slow) return slow;
        return now.Runs >= P99RunsMin && now.P99 > P99Floor && now.P99 > before.P99 * options.SlowerMax ? Slower("one in a hundred of its runs takes", now.P99, before.P99) : null;
    }

    /// <summary>A busy moment, of which the other version knows nothing, makes one run in a hundred slow, and not half of them.</summary>
    private string? SlowByHalf(TrialReport report)
    {
        var (now, before) = (report.Candidate, report.Current);
        return now.Runs >= options.WindowsMin && now.Median > MedianFloor && now.Median > before.Median * options.SlowerMax ? Slower("half of its runs take", now.Median, before.Median) : null;
    }

    private static string Slower(string what, TimeSpan now, TimeSpan before) =>
        Text($"It is too slow: {what} more than {now.TotalMilliseconds:G3} ms, where the version before it takes {before.TotalMilliseconds:G3} ms.");

    /// <summary>Only the windows that the version before it found quiet can tell: in a fault both are right to alarm.</summary>
    private string? Alarming(TrialReport report)
    {
        long quiet = report.Compared - report.CurrentAlarms;
        if (quiet < options.WindowsMin || report.CandidateAlarms - report.CurrentAlarms <= options.AlarmRiseMax * quiet) return null;
        return Text($"It alarms too often: its score is above the threshold in {report.CandidateAlarms} of {report.Compared} windows, that of the version before it in {report.CurrentAlarms}.");
    }

    private string? Drifting(TrialReport report) => report.DriftWindows < Math.Max(options.WindowsMin, DriftWindowsMin) || report.Drift <= options.DriftMax
        ? null
        : Text($"It drifts: in half of {report.DriftWindows} windows that the version before it found quiet, its score is {report.Drift:G3} thresholds away from that version's, and {options.DriftMax:G3} are allowed.");

    private string? Heavy(TrialReport report) => report.ResidentRise <= options.ResidentMax
        ? null
        : Text($"It takes too much memory: the appliance's has grown by {report.ResidentRise >> 20} MiB since it runs, and {options.ResidentMax >> 20} MiB are allowed.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
