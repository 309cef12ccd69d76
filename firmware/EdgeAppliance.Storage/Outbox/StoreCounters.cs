namespace EdgeAppliance.Storage.Outbox;

/// <summary>What the store's thread has done; read by any thread.</summary>
internal sealed class StoreCounters
{
    private long _moves;
    private long _readingsStored;
    private long _readingsPassed;
    private long _readingsRefused;
    private long _recordsStored;
    private long _syncs;
    private long _lastSyncTicks;

    public long Moves => Interlocked.Read(ref _moves);

    public void OnMoved() => Interlocked.Increment(ref _moves);

    public void OnReadingsStored(long readings) => Interlocked.Add(ref _readingsStored, readings);

    public void OnRecordsStored(long records) => Interlocked.Add(ref _recordsStored, records);

    public void OnPassed(long readings) => Interlocked.Add(ref _readingsPassed, readings);

    public void OnRefused(long readings) => Interlocked.Add(ref _readingsRefused, readings);

    public void OnSynced(DateTimeOffset now)
    {
        Interlocked.Increment(ref _syncs);
        Interlocked.Exchange(ref _lastSyncTicks, now.UtcTicks);
    }

    public StoreStatus Fill(StoreStatus status)
    {
        long ticks = Interlocked.Read(ref _lastSyncTicks);
        return status with
        {
            ReadingsStored = Interlocked.Read(ref _readingsStored),
            ReadingsPassed = Interlocked.Read(ref _readingsPassed),
            ReadingsRefused = Interlocked.Read(ref _readingsRefused),
            RecordsStored = Interlocked.Read(ref _recordsStored),
            Syncs = Interlocked.Read(ref _syncs),
            LastSync = ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero),
        };
    }
}
