using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>A version that was committed a short time ago.</summary>
/// <param name="Before">What it had done until then.</param>
/// <param name="At">A timestamp.</param>
internal sealed record WatchedCommit(string Model, string Version, ModelRuns Before, long At)
{
    /// <summary>Runs since then, all of them bad, that are enough to go back.</summary>
    private const int RunsMin = 5;

    /// <returns>Why it must not stay; null where it may.</returns>
    public string? Fault(ModelRuns now)
    {
        long runs = now.Runs - Before.Runs;
        long bad = now.Failed + now.NotFinite - Before.Failed - Before.NotFinite;
        return runs >= RunsMin && bad == runs ? $"It gave no usable result for any of {runs} windows since it was committed." : null;
    }
}
