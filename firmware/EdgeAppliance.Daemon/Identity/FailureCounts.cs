namespace EdgeAppliance.Daemon.Identity;

/// <summary>
/// Counts failures by what they have in common, in windows of a minute. The table is bounded: where it is full of keys that failed
/// lately, all further ones share one count, so that a flood of keys cannot push an older one out.
/// </summary>
internal sealed class FailureCounts<TKey>(TimeProvider time, int failuresPerWindow, int keysMax)
    where TKey : notnull
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, FailureCount> _keys = [];
    private readonly FailureCount _others = new();

    public int KeyCount
    {
        get { lock (_lock) return _keys.Count; }
    }

    /// <returns>How long to wait, where it has failed too often; else zero.</returns>
    public TimeSpan CountFailure(TKey key)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            var count = Find_NeedsLock(key, now);
            if (count.Failures == 0 || time.GetElapsedTime(count.Since, now) >= Window) count.Restart(now);
            count.Failures = Math.Min(count.Failures + 1, failuresPerWindow + 1);
            return count.Failures > failuresPerWindow ? Window - time.GetElapsedTime(count.Since, now) : TimeSpan.Zero;
        }
    }

    /// <returns>Whether a further failure would be one too many.</returns>
    public bool IsAtLimit(TKey key)
    {
        lock (_lock)
        {
            var count = _keys.TryGetValue(key, out var known) ? known : _keys.Count >= keysMax ? _others : null;
            return count is not null && count.Failures >= failuresPerWindow && time.GetElapsedTime(count.Since) < Window;
        }
    }

    private FailureCount Find_NeedsLock(TKey key, long now)
    {
        if (_keys.TryGetValue(key, out var known)) return known;
        if (_keys.Count >= keysMax) DropEnded_NeedsLock(now);
        if (_keys.Count >= keysMax) return _others;
        return _keys[key] = new FailureCount();
    }

    private void DropEnded_NeedsLock(long now)
    {
        foreach (var (key, count) in _keys)
            if (time.GetElapsedTime(count.Since, now) >= Window) _keys.Remove(key);
    }
}
