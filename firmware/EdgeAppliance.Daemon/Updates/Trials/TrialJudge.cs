using System.Globalization;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>Decides on a version on trial. Results that cannot be used roll it back at once; being too slow, or alarming too often, at the
/// end of its time. Else it is kept then, if it ran on enough windows. Where too few came, the trial goes on for as long as it may at most; then it is rolled back, though not blocked, as
/// nothing speaks for it and nothing against it. A model that no pipeline uses is kept on its golden test alone, with a note.</summary>
internal sealed class TrialJudge(ModelTrialConfiguration options)
{
    private readonly TrialFaults _faults = new(options);

    /// <param name="isUsed">Whether any pipeline uses the model.</param>
    public TrialVerdict Judge(TrialReport report, TimeSpan elapsed, bool isUsed)
    {
        if (_faults.AtOnce(report) is { } fault) return new(TrialDecision.RollBack, fault, Blocks: true);
        if (elapsed < options.Duration) return TrialVerdict.GoOn;
        if (_faults.AtTheEnd(report) is { } lateFault) return new(TrialDecision.RollBack, lateFault, Blocks: true);
        if (report.Candidate.Runs >= options.WindowsMin) return new(TrialDecision.Commit);
        if (!isUsed) return new(TrialDecision.Commit, "No pipeline uses the model, so it was not tried on live readings.");
        if (elapsed < options.DurationMax) return new(TrialDecision.Extend);
        return new(TrialDecision.RollBack, string.Create(CultureInfo.InvariantCulture,
            $"Only {report.Candidate.Runs} of {options.WindowsMin} windows came in {options.DurationMax:g} of trial."));
    }
}
