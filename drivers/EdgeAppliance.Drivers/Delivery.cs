using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers;

/// <summary>How a source that reads at its own pace hands batches on: it does not wait until they are stored, up to a limit, and
/// counts what it had to skip at it. Used by the source's thread; anyone may ask for the conditions.</summary>
/// <param name="device">Whose readings they are, where that is not the source itself.</param>
internal sealed class Delivery(DriverContext context, SourceMeter meter, string? device = null) : IDisposable
{
    private static readonly TimeSpan s_skippedShown = TimeSpan.FromMinutes(1);

    private BatchRing? _ring;
    private volatile Exception? _notStored;
    private long _skippedAt = long.MinValue;

    /// <summary>Called once, before the first batch.</summary>
    /// <param name="batchesMax">Batches that may be on their way to the store.</param>
    public void Open(ChannelSet channels, int rows, int batchesMax) =>
        _ring = new BatchRing(() => ReadingBatch.Rent(context.Name, device ?? context.Name, channels, rows, mayLinger: true), batchesMax);

    /// <returns>An empty batch; null where the store is behind, which is counted.</returns>
    public ReadingBatch? TryTake()
    {
        Settle();
        var batch = _ring!.TryTake();
        if (batch is null) Skip(1);
        return batch;
    }

    /// <summary>Hands on the batch that was taken last. Where it has no row it comes back to the ring.</summary>
    public void HandOn(ReadingBatch batch)
    {
        if (batch.Count == 0)
        {
            batch.Release();
            return;
        }
        meter.CountReadings(batch.Count, batch.TimesUs[^1]);
        _ring!.Keep(Store(batch));
        Settle();
    }

    public void Skip(long readings)
    {
        meter.CountSkipped(readings);
        Volatile.Write(ref _skippedAt, context.Time.GetTimestamp());
    }

    /// <summary>Notices what was stored meanwhile.</summary>
    public void Settle()
    {
        var failure = _notStored;
        int failed = _ring!.Settle(ref failure);
        _notStored = failure;
        if (failed > 0) meter.CountNotStored(failed);
    }

    public void AddConditions(List<HealthCondition> conditions)
    {
        if (_notStored is { } failure) conditions.Add(SourceConditions.NotStored(context.Name, failure.Message));
        long skippedAt = Volatile.Read(ref _skippedAt);
        if (skippedAt != long.MinValue && context.Time.GetElapsedTime(skippedAt) < s_skippedShown) conditions.Add(SourceConditions.Skipped(context.Name, meter.Skipped));
    }

    public void Dispose() => _ring?.Dispose();

    private Task Store(ReadingBatch batch)
    {
        try
        {
            return context.Sink(batch);
        }
        catch (Exception e)
        {
            // Whatever the store's reason, the next reading may fare better.
            return Task.FromException(e);
        }
    }
}
