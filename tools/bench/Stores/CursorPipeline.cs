using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Bench.Stores;

/// <summary>A pipeline that makes nothing of its readings: now and then it commits how far it has come, as every pipeline does, so that
/// the store trims what it keeps.</summary>
internal sealed class CursorPipeline
{
    public const string Name = "cursor";
    private const long EveryReadings = 100_000;

    private readonly IStore _store;
    private long _committed;

    public CursorPipeline(IStore store)
    {
        _store = store;
        store.Stored += OnStored;
    }

    private void OnStored(ReadingBatch batch)
    {
        long reached = batch.FirstPosition + batch.Count;
        if (reached - _committed < EveryReadings) return;
        _committed = reached;
        // The store's thread must not wait for itself, which it would where its queue is full.
        ThreadPool.UnsafeQueueUserWorkItem(_ => _store.Commit(new PipelineCommit(Name, reached, [], new byte[64])), null);
    }
}
