using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>When the server is asked: as often as it says itself, within this device's own bounds, at moments by chance; and where that failed, later and
/// later.</summary>
/// <param name="chance">From 0 to 1.</param>
/// <remarks>One thread at a time.</remarks>
internal sealed class HawkbitTimes(HawkbitConfiguration configuration, Func<double> chance)
{
    private const double JitterShare = 0.2;
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_retryLeast = TimeSpan.FromSeconds(5);

    /// <summary>What hawkBit itself begins with.</summary>
    private static readonly TimeSpan s_usual = TimeSpan.FromMinutes(5);
    private int _failures;

    /// <summary>After the start.</summary>
    public TimeSpan First => Least(s_first) * chance();

    /// <param name="sleep">As the server says.</param>
    public TimeSpan After(TimeSpan? sleep)
    {
        _failures = 0;
        return Spread(Bounded(sleep ?? s_usual));
    }

    /// <summary>A server that is down, or does not know this device, is not asked more often than one that is well and answers.</summary>
    /// <param name="retryAfter">As the server says; null where it does not.</param>
    public TimeSpan AfterFailure(TimeSpan? retryAfter)
    {
        _failures = Math.Min(_failures + 1, 20);
        var wait = Spread(Bounded(Least(s_retryLeast) * (1L << (_failures - 1))));
        if (retryAfter is not { } wanted || wanted <= wait) return wait;
        return wanted < configuration.PollMost ? wanted : configuration.PollMost;
    }

    private TimeSpan Least(TimeSpan usual) => usual < configuration.PollLeast ? usual : configuration.PollLeast;

    private TimeSpan Bounded(TimeSpan wait)
    {
        if (wait > configuration.PollMost) return configuration.PollMost;
        return wait < configuration.PollLeast ? configuration.PollLeast : wait;
    }

    /// <summary>Never sooner than it is asked for: many devices are asked the same.</summary>
    private TimeSpan Spread(TimeSpan wait) => wait * (1 + JitterShare * chance());
}
