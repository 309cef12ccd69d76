namespace EdgeAppliance.Core.Health;

/// <summary>Counts what goes amiss, and tells for how long that is news: some time from the last on. One thread at a time counts, any asks.</summary>
internal sealed class RecentCount(TimeSpan newsFor, TimeProvider time)
{
    private long _count;
    private long _lastAt;

    /// <summary>Since the start.</summary>
    public long Count => Volatile.Read(ref _count);

    public bool IsNews => Count > 0 && time.GetElapsedTime(Volatile.Read(ref _lastAt)) < newsFor;

    public void Add(long more)
    {
        Volatile.Write(ref _lastAt, time.GetTimestamp());
        Volatile.Write(ref _count, _count + more);
    }
}
