namespace EdgeAppliance.Daemon.Live;

/// <summary>What waits for one who watches a source: the newest readings, up to a number. One that is slow loses the oldest, and is told how many.</summary>
internal sealed class LiveClient(int waitingMax, string? device) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _more = new(0, 1);

    // Guarded by _lock.
    private readonly Queue<LiveEvent> _waiting = new();
    private long _dropped;
    private bool _ended;

    /// <summary>Readings dropped since it began.</summary>
    public long DroppedInAll { get; private set; }

    public bool Wants(string other) => device is null || device == other;

    public void Add(LiveEvent reading)
    {
        lock (_lock)
        {
            if (_waiting.Count == waitingMax)
            {
                _waiting.Dequeue();
                Drop_NeedsLock(1);
            }
            _waiting.Enqueue(reading);
            Wake_NeedsLock();
        }
    }

    /// <summary>Some were lost before they came here.</summary>
    public void Drop(long count)
    {
        lock (_lock)
        {
            Drop_NeedsLock(count);
            Wake_NeedsLock();
        }
    }

    /// <summary>No more comes: the source is gone.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Wake_NeedsLock();
        }
    }

    /// <summary>Moves all that waits to <paramref name="taken"/>, or waits for it.</summary>
    /// <returns>How many were dropped before them; -1 where none will come any more. Nothing is taken where the patience is over.</returns>
    public async Task<long> Take(List<LiveEvent> taken, TimeSpan patience, TimeProvider time, CancellationToken stop)
    {
        taken.Clear();
        using var beat = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, stop);
        await _more.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_waiting.Count == 0 && _dropped == 0 && _ended) return -1;
            while (_waiting.TryDequeue(out var next)) taken.Add(next);
            (long dropped, _dropped) = (_dropped, 0);
            if (_ended) Wake_NeedsLock();
            return dropped;
        }
    }

    public void Dispose() => _more.Dispose();

    private void Drop_NeedsLock(long count)
    {
        _dropped += count;
        DroppedInAll += count;
    }

    private void Wake_NeedsLock()
    {
        if (_more.CurrentCount == 0) _more.Release();
    }
}
