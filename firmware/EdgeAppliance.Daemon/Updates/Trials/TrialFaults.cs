using System.Globalization;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>What a version can do wrong in its trial, measured against the version before it on the same windows. That it alarms less is no
/// fault: it could else never take the place of a version that alarms for nothing.</summary>
internal sealed class TrialFaults(ModelTrialConfiguration options)
{
    /// <summary>So many windows without a usable result are forgiven, and this share of all.</summary>
    private const int BadMax = 2;
    private const double BadShareMax = 0.05;

    /// <summary>How many times the time of the version before it a run may take; below the floors it does not matter.</summary>
    private const int SlowerMax = 10;

    /// <summary>A hundredth of fewer runs than this is a single one, which may have had bad luck.</summary>
    private const int P99RunsMin = 200;
    private static readonly TimeSpan MedianFloor = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan P99Floor = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RunFloor = TimeSpan.FromSeconds(5);

    /// <summary>What no further window can make good.</summary>
    /// <returns>Null where there is none.</returns>
    public string? AtOnce(TrialReport report) => Misfit(report) ?? Bad(report) ?? Hanging(report);

    /// <summary>What only the whole of a trial can tell: a better version alarms in all of its first windows where there is something wrong
    /// that the version before it does not see, and a busy minute makes a version slow that is not. Its results do not count until then.</summary>
    /// <returns>Null where there is none.</returns>
    public string? AtTheEnd(TrialReport report) => Slow(report) ?? Alarming(report);

    private static string? Misfit(TrialReport report) => report.Misfit is { } misfit ? Text($"It does not fit a pipeline: {misfit.TrimEnd('.')}.") : null;

    private static string? Bad(TrialReport report)
    {
        long bad = BadOf(report.Candidate), before = BadOf(report.Current);
        if (bad - before <= Math.Max(BadMax, BadShareMax * report.Windows)) return null;
        var (failed, notFinite, incomplete) = (report.Candidate.Failed, report.Candidate.NotFinite, report.Candidate.Incomplete);
        return Text($"It gave no usable result for {bad} of {report.Windows} windows ({failed} failed, {notFinite} not finite, {incomplete} incomplete); the version before it for {before}.");
    }

    private static long BadOf(ModelRuns runs) => runs.Failed + runs.NotFinite + runs.Incomplete;

    private static string? Hanging(TrialReport report) =>
        report.RunningFor > RunFloor && report.RunningFor > report.Current.P99 * SlowerMax ? Text($"A run has not ended after {report.RunningFor.TotalSeconds:F0} s.") : null;

    private string? Slow(TrialReport report)
    {
        var (now, before) = (report.Candidate, report.Current);
        if (now.Runs >= options.WindowsMin && now.Median > MedianFloor && now.Median > before.Median * SlowerMax)
            return Slower("half of its runs take", now.Median, before.Median);
        if (now.Runs >= P99RunsMin && now.P99 > P99Floor && now.P99 > before.P99 * SlowerMax)
            return Slower("one in a hundred of its runs takes", now.P99, before.P99);
        return null;
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

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
