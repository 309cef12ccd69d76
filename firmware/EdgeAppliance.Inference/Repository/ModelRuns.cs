using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Repository;

/// <summary>What a version has done since it was loaded.</summary>
/// <param name="Runs">Windows that it was run on; of them <paramref name="Failed"/> gave an error and <paramref name="NotFinite"/> infinity or no number.</param>
/// <param name="Incomplete">Windows that lacked a value, so that it was not run.</param>
/// <param name="Mean">Of the runs that were timed, as <paramref name="Median"/> and <paramref name="P99"/>: of quick ones, one in eight.</param>
/// <param name="Median">Half of the runs took no longer; an eighth too long at most, as <paramref name="P99"/>.</param>
public sealed record ModelRuns(long Runs, long Failed, long NotFinite, long Incomplete, TimeSpan Mean, TimeSpan Median, TimeSpan P99)
{
    public static ModelRuns None { get; } = new(0, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    internal static ModelRuns Of(RunStatistics statistics) => new(
        statistics.Runs, statistics.Count(WindowOutcome.Failed), statistics.Count(WindowOutcome.NotFinite), statistics.Count(WindowOutcome.Incomplete),
        statistics.Mean, statistics.Percentile(0.5), statistics.Percentile(0.99));
}
