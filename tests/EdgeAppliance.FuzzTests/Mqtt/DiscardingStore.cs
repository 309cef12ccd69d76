using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.FuzzTests.Mqtt;

/// <summary>Takes everything at once and keeps nothing.</summary>
internal sealed class DiscardingStore : IStore
{
    private long _position;

    public event Action<ReadingBatch>? Stored;

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
