using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Batches on their way from the store's thread to a pipeline's, without reading them back. Closed from the start and
/// whenever it overflows: then the pipeline reads the store until it has caught up and opens it again. What was passed is in no store, so where there is
/// no room for it, it is lost, and counted.</summary>
/// <param name="lost">Counts under the queue's lock.</param>
internal sealed class LiveQueue(IReadOnlySet<string> sources, int batchesMax, LostReadings lost)
{
    /// <summary>Of what readings come with, such as pictures.</summary>
    private const long BlobBytesMax = 32L << 20;

    private readonly Lock _lock = new();
    private readonly Queue<ReadingBatch> _batches = new();
    private bool _open;
    private long _seenTo;
    private long _blobBytes;

    /// <returns>True where the pipeline has something to do.</returns>
    public bool Offer(ReadingBatch batch)
    {
        lock (_lock)
        {
            bool isWanted = sources.Contains(batch.Source);
            if (!_open)
            {
                if (isWanted) LoseWherePassed_NeedsLock(batch);
                return isWanted;
            }
            if (isWanted && IsFull_NeedsLock(batch))
            {
                LoseWherePassed_NeedsLock(batch);
                // What was passed is lost alone: what is stored behind it may find room.
                if (batch.IsPassed) _seenTo = batch.FirstPosition + batch.Count;
                else _open = false;
                return true;
            }
            _seenTo = batch.FirstPosition + batch.Count;
            if (!isWanted) return false;
            batch.Retain();
            _blobBytes += batch.BlobBytes;
            _batches.Enqueue(batch);
            return true;
        }
    }

    /// <param name="position">Where the queue is open and empty: behind all that it has seen. Else unchanged.</param>
    /// <param name="open">False where later batches must be read from the store.</param>
    /// <returns>The oldest batch, for the caller to release, or null.</returns>
    public ReadingBatch? Take(ref long position, out bool open)
    {
        lock (_lock)
        {
            open = _open;
            if (_batches.TryDequeue(out var batch))
            {
                _blobBytes -= batch.BlobBytes;
                return batch;
            }
            if (_open) position = Math.Max(position, _seenTo);
            return null;
        }
    }

    /// <summary>What is offered from now on is kept; what was before must be read from the store.</summary>
    public void Open()
    {
        lock (_lock) _open = true;
    }

    public void Close()
    {
        lock (_lock)
        {
            _open = false;
            _blobBytes = 0;
            while (_batches.TryDequeue(out var batch))
            {
                LoseWherePassed_NeedsLock(batch);
                batch.Release();
            }
        }
    }

    /// <summary>Of a batch that was taken, so many readings could not be processed.</summary>
    public void Lose(long readings)
    {
        lock (_lock) lost.Add(readings);
    }

    private bool IsFull_NeedsLock(ReadingBatch batch) => _batches.Count == batchesMax || _blobBytes + batch.BlobBytes > Math.Max(BlobBytesMax, batch.BlobBytes);

    private void LoseWherePassed_NeedsLock(ReadingBatch batch)
    {
        if (batch.IsPassed) lost.Add(batch.Count);
    }
}
