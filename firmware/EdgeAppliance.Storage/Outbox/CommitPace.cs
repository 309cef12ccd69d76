namespace EdgeAppliance.Storage.Outbox;

/// <summary>How long a commit takes of late, its sync included. One thread at a time tells; any asks.</summary>
internal sealed class CommitPace(TimeProvider time)
{
    /// <summary>An eighth of each commit goes into the mean.</summary>
    private const int Share = 8;

    private long _meanTicks = -1;

    /// <summary>False until a commit was made.</summary>
    public bool IsBelow(TimeSpan limit) => Interlocked.Read(ref _meanTicks) is >= 0 and var mean && mean < limit.Ticks;

    public long Begin() => time.GetTimestamp();

    public void End(long since)
    {
        long took = time.GetElapsedTime(since).Ticks;
        Interlocked.Exchange(ref _meanTicks, _meanTicks < 0 ? took : _meanTicks + (took - _meanTicks) / Share);
    }
}
