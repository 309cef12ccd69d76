using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers;

/// <summary>Batches of one row that are used again once the store and the pipelines have let go of them, so that a source which
/// hands every reading on by itself allocates nothing. Used by the source's thread.</summary>
internal sealed class BatchRing : IDisposable
{
    private readonly Func<ReadingBatch> _rent;
    private readonly ReadingBatch?[] _batches;
    private readonly Task?[] _stored;
    private int _next;
    private int _oldest;

    public BatchRing(Func<ReadingBatch> rent, int batchesMax)
    {
        _rent = rent;
        _batches = new ReadingBatch?[batchesMax];
        _stored = new Task?[batchesMax];
    }

    /// <returns>An empty batch with one reference for the sink and one for the ring; null where all are on their way.</returns>
    public ReadingBatch? TryTake()
    {
        if (_stored[_next] is not null) return null;
        var batch = _batches[_next] ??= _rent();
        if (!batch.HasOneOwner) return null;
        batch.Clear();
        batch.Retain();
        return batch;
    }

    /// <summary>Keeps the batch that was taken last until <paramref name="stored"/> is done.</summary>
    public void Keep(Task stored)
    {
        _stored[_next] = stored;
        _next = (_next + 1) % _stored.Length;
    }

    /// <summary>Lets go of what is done, oldest first.</summary>
    /// <param name="failure">Why the last one that failed did; unchanged where none did, null behind one that did not.</param>
    /// <returns>Batches that were not stored.</returns>
    public int Settle(ref Exception? failure)
    {
        int failed = 0;
        while (_stored[_oldest] is { IsCompleted: true } done)
        {
            failure = done.Exception?.InnerException;
            if (!done.IsCompletedSuccessfully)
            {
                failed++;
                // Nobody says what a store that failed still holds, so that batch is left to it.
                _batches[_oldest]!.Release();
                _batches[_oldest] = null;
            }
            _stored[_oldest] = null;
            _oldest = (_oldest + 1) % _stored.Length;
        }
        return failed;
    }

    public void Dispose()
    {
        foreach (var batch in _batches) batch?.Release();
    }
}
