using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Bench.Stores;

/// <summary>A store that takes everything at once and keeps nothing: what the broker costs without a disk.</summary>
internal sealed class MemoryStore : IStore
{
    private long _position;

    public event Action<ReadingBatch>? Stored;

    public long Readings => Interlocked.Read(ref _position);

    public Task Append(ReadingBatch batch)
    {
        Pass(batch);
        return Task.CompletedTask;
    }

    public void Pass(ReadingBatch batch)
    {
        batch.FirstPosition = Interlocked.Add(ref _position, batch.Count) - batch.Count;
        Stored?.Invoke(batch);
        batch.Release();
    }

    public Task Commit(PipelineCommit commit) => Task.CompletedTask;

    public PipelineProgress? Progress(string pipeline) => null;

    public long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch) => fromPosition;
}
