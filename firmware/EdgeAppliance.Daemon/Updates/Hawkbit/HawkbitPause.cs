using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Why an action does not go on at the moment, and how long nothing is tried again: later and later, until a bundle is done.</summary>
/// <remarks>One thread at a time; why it waits is read by any.</remarks>
internal sealed class HawkbitPause(TimeProvider time)
{
    private static readonly TimeSpan s_retryLeast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_retryMost = TimeSpan.FromMinutes(15);

    private readonly BackOff _backOff = new(s_retryLeast, s_retryMost, new Random());
    private long _since;
    private TimeSpan _wait;

    /// <summary>Null where it goes on.</summary>
    public string? Why { get; private set; }

    /// <summary>Whether that is since something failed, and is tried again.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Whether that is for want of trust.</summary>
    public bool IsNotTrusted { get; private set; }

    /// <summary>Until it may be tried again; zero where it may be now.</summary>
    public TimeSpan Left => _wait - time.GetElapsedTime(_since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>It waits for something that is no failure.</summary>
    public void For(string what) => (Why, IsFailing, IsNotTrusted) = (what, false, false);

    public void GoOn() => (Why, IsFailing, IsNotTrusted) = (null, false, false);

    /// <summary>Something failed that may pass.</summary>
    public void Retry(Exception failed)
    {
        var wait = _backOff.Next();
        if (failed is HawkbitException { RetryAfter: { } after } && after > wait) wait = after < s_retryMost ? after : s_retryMost;
        (_since, _wait) = (time.GetTimestamp(), wait);
        (Why, IsFailing, IsNotTrusted) = (failed.Message, true, failed is TufException { Failure: not (TufFailure.TooSlow or TufFailure.NotFound) });
    }

    /// <summary>A bundle is done: what failed before says nothing of the next.</summary>
    public void Done()
    {
        _backOff.Reset();
        _wait = TimeSpan.Zero;
        GoOn();
    }
}
