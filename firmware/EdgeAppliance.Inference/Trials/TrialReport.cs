using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Inference.Trials;

/// <summary>What came of running two versions of a model on the same windows.</summary>
/// <param name="Current">Of the version whose results count, on the windows that both ran on.</param>
/// <param name="Skipped">Windows that the candidate was too slow for, or that came faster than a trial may take time for.</param>
/// <param name="Compared">Windows that both gave a score for, and have a threshold for; <paramref name="CurrentAlarms"/> and
/// <paramref name="CandidateAlarms"/> are how many of them were above it.</param>
/// <param name="Misfit">Why the candidate cannot take the place of the current version in some pipeline; null where it can.</param>
/// <param name="RunningFor">How long a run of the candidate has been going on now.</param>
public sealed record TrialReport(
    ModelRuns Current, ModelRuns Candidate, long Skipped, long Compared, long CurrentAlarms, long CandidateAlarms, string? Misfit, TimeSpan RunningFor)
{
    /// <summary>How far half of the scores lie apart at least, on the windows that the current version found quiet (<see cref="ScoreDistance"/>).</summary>
    public double Drift { get; init; }

    /// <summary>Windows that <see cref="Drift"/> is told of.</summary>
    public long DriftWindows { get; init; }

    /// <summary>By how many bytes the appliance's resident memory has grown since the trial began; below 0 where it shrank.</summary>
    public long ResidentRise { get; init; }

    /// <summary>Windows that the candidate was given.</summary>
    public long Windows => Candidate.Runs + Candidate.Incomplete;
}
