using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>When to look into the repository: at moments by chance, so that many devices do not come all at once, and only in the hours that are given.</summary>
/// <param name="chance">From 0 to 1.</param>
/// <param name="now">The latest time known; null as long as the clock is not known to be right, and hours cannot be told.</param>
internal sealed class LookTimes(TimeSpan every, IReadOnlyList<DayHours> hours, Func<double> chance, Func<DateTimeOffset?> now)
{
    /// <summary>The first look comes within so much of the start, and one that was asked for within so much of the asking.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(30);

    /// <summary>As often it is seen whether the clock is right.</summary>
    private static readonly TimeSpan s_clockEvery = TimeSpan.FromSeconds(30);

    /// <summary>However often it is nudged, there is so much between two looks.</summary>
    private static readonly TimeSpan s_nudgesApart = TimeSpan.FromMinutes(1);

    /// <summary>So much of the interval is chance.</summary>
    private const double JitterShare = 0.2;

    public TimeSpan First => Soon * chance();

    public TimeSpan Next => every * (1 - JitterShare / 2 + JitterShare * chance());

    private TimeSpan Soon => s_soon < every ? s_soon : every;

    /// <returns>How long to wait after a nudge: one goes to many devices.</returns>
    /// <param name="since">How long ago the last look was; null where there was none.</param>
    public TimeSpan AfterNudge(TimeSpan? since) => (since is { } past && past < s_nudgesApart ? s_nudgesApart - past : TimeSpan.Zero) + Soon * chance();

    /// <returns>How long looking and fetching may go on from now; null where they must not begin.</returns>
    public TimeSpan? Open()
    {
        if (hours.Count == 0) return Timeout.InfiniteTimeSpan;
        return now() is { } time ? hours.Max(some => some.Left(time)) : null;
    }

    /// <returns>How long to wait where it is not open: until the hours begin, and then a moment by chance.</returns>
    public TimeSpan UntilOpen() => now() is { } time ? hours.Min(some => some.Until(time)) + Soon * chance() : s_clockEvery;
}
