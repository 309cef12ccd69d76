using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Hands a pipeline its readings in stored order, each once: from the store until it has caught up, and from then on as they are stored.</summary>
/// <remarks>Owned by whoever advances the pipeline, but for <see cref="Offer"/> and <see cref="Close"/>.</remarks>
internal sealed class ReadingFeed
{
    private readonly PipelineOptions _options;
    private readonly IStore _store;
    private readonly Action<ReadingBatch, bool> _take;
    private readonly Predicate<ReadingBatch> _isSingle;
    private readonly Action<ReadingBatch> _onRead;
    private readonly LiveQueue _queue;
    private readonly BatchSlice _slice = new();
    private CatchUp _catchUp = CatchUp.Reading;
    private long _position;
    private long _committedTo;

    /// <param name="take">Takes readings of the pipeline's sources, told whether what they make was committed before.</param>
    /// <param name="isSingle">Whether a batch's readings are to come one by one.</param>
    /// <param name="lost">Counts what is stored nowhere and could not be taken.</param>
    public ReadingFeed(PipelineOptions options, IStore store, Action<ReadingBatch, bool> take, Predicate<ReadingBatch> isSingle, LostReadings lost)
    {
        (_options, _store, _take, _isSingle, _onRead) = (options, store, take, isSingle, Cut);
        _queue = new LiveQueue(options.From, options.QueueBatchesMax, lost);
    }

    /// <summary>Behind the last reading that was taken.</summary>
    public long Position => _position;

    /// <summary>What the next readings make was committed before.</summary>
    public bool IsReplaying => _position < _committedTo;

    /// <inheritdoc cref="LiveQueue.Offer"/>
    public bool Offer(ReadingBatch batch) => _queue.Offer(batch);

    public void Close() => _queue.Close();

    /// <summary>Goes on from a position, which the store is read from.</summary>
    /// <param name="committedTo">What readings before it make was committed.</param>
    public void Begin(long position, long committedTo)
    {
        _queue.Close();
        _catchUp = CatchUp.Reading;
        (_position, _committedTo) = (position, committedTo);
    }

    /// <returns>False where there is nothing more until more is stored.</returns>
    public bool TryNext()
    {
        if (_catchUp != CatchUp.Done) return ReadStored();
        if (_queue.Take(ref _position, out bool open) is not { } batch)
        {
            if (!open) _catchUp = CatchUp.Reading;
            return !open;
        }
        try
        {
            Cut(batch);
        }
        catch when (batch.IsPassed)
        {
            _queue.Lose(batch.FirstPosition + batch.Count - Math.Max(_position, batch.FirstPosition));
            throw;
        }
        finally
        {
            batch.Release();
        }
        return true;
    }

    private bool ReadStored()
    {
        long before = _position;
        long reached = _store.Read(_position, _options.ReadRowsMax, _onRead);
        _position = Math.Max(_position, reached);
        if (_position > before) return true;
        if (_catchUp == CatchUp.Reading) _queue.Open();
        // What was stored before the queue opened is read once more after it did.
        _catchUp = _catchUp == CatchUp.Reading ? CatchUp.Last : CatchUp.Done;
        return true;
    }

    /// <summary>Takes of a batch what was not taken yet; what was committed before apart from the rest.</summary>
    private void Cut(ReadingBatch batch)
    {
        long first = Math.Max(batch.FirstPosition, _position);
        long end = batch.FirstPosition + batch.Count;
        // What is stored behind it was read before it came to its turn.
        if (batch.IsPassed && first > batch.FirstPosition) _queue.Lose(Math.Min(first, end) - batch.FirstPosition);
        if (end <= _position) return;
        if (_options.From.Contains(batch.Source))
        {
            if (first < _committedTo && end > _committedTo)
            {
                Take(batch, first, _committedTo);
                first = _committedTo;
            }
            Take(batch, first, end);
        }
        _position = end;
    }

    private void Take(ReadingBatch batch, long first, long end)
    {
        while (first < end - 1 && _isSingle(batch)) TakeRows(batch, first, ++first);
        TakeRows(batch, first, end);
    }

    private void TakeRows(ReadingBatch batch, long first, long end)
    {
        _take(_slice.Of(batch, (int)(first - batch.FirstPosition), (int)(end - first)), end <= _committedTo);
        _position = end;
    }
}
