using EdgeAppliance.Inference.Isolation;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>A version that was committed a short time ago.</summary>
/// <param name="Before">What the version before it did in the trial.</param>
/// <param name="At">A timestamp.</param>
internal sealed record WatchedCommit(string Model, string Version, ModelRuns Before, long At)
{
    /// <summary>Runs since then, all of them bad, that are enough to go back.</summary>
    private const int RunsMin = 5;

    private readonly long _residentBefore = ResidentMemory.Now();

    /// <param name="now">What it has done since it was committed.</param>
    /// <returns>Why it must not stay; null where it may.</returns>
    public string? Fault(ModelRuns now, TrialFaults faults)
    {
        long bad = now.Failed + now.NotFinite;
        if (now.Runs >= RunsMin && bad == now.Runs) return $"It gave no usable result for any of {now.Runs} windows since it was committed.";
        // What devices leave out is no version's doing.
        var report = new TrialReport(Scaled(Before, now.Runs), now with { Incomplete = 0 }, 0, 0, 0, 0, null, TimeSpan.Zero) { ResidentRise = ResidentMemory.Now() - _residentBefore };
        return faults.Afterwards(report) is { } fault ? $"Since it was committed: {fault}" : null;
    }

    /// <summary>How many of as many windows would have been bad then.</summary>
    private static ModelRuns Scaled(ModelRuns before, long windows)
    {
        double share = (double)windows / Math.Max(1, before.Runs);
        return before with { Failed = (long)(before.Failed * share), NotFinite = (long)(before.NotFinite * share), Incomplete = 0 };
    }
}
