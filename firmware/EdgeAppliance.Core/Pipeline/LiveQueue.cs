using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Batches on their way from the store's thread to a pipeline's, without reading them back. Closed from the start and
/// whenever it overflows: then the pipeline reads the store until it has caught up and opens it again.</summary>
internal sealed class LiveQueue(IReadOnlySet<string> sources, int batchesMax)
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
            if (!_open) return sources.Contains(batch.Source);
            if (sources.Contains(batch.Source) && (_batches.Count == batchesMax || _blobBytes + batch.BlobBytes > Math.Max(BlobBytesMax, batch.BlobBytes)))
            {
                _open = false;
                return true;
            }
            _seenTo = batch.FirstPosition + batch.Count;
            if (!sources.Contains(batch.Source)) return false;
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
            while (_batches.TryDequeue(out var batch)) batch.Release();
        }
    }
}
