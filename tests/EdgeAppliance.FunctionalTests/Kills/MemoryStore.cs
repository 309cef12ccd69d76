using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>A store that never fails and forgets nothing while the test runs.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly List<ReadingBatch> _batches = [];
    private readonly List<byte[]> _packed = [];
    private long _end;

    event Action<ReadingBatch>? IStore.Stored
    {
        // All readings are there before the pipeline is.
        add { }
        remove { }
    }

    /// <summary>What was committed, packed, in order.</summary>
    public IReadOnlyList<byte[]> Packed => _packed;

    public Task Append(ReadingBatch batch)
    {
        batch.FirstPosition = _end;
        _end += batch.Count;
        _batches.Add(batch);
        return Task.CompletedTask;
    }

    public void Pass(ReadingBatch batch) => Append(batch);

    public Task Commit(PipelineCommit commit)
    {
        foreach (var append in commit.Appends) _packed.Add(append.Packed.ToArray());
        return Task.CompletedTask;
    }

    public PipelineProgress? Progress(string pipeline) => null;

    public long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch)
    {
        int at = FirstBehind(fromPosition);
        for (long rows = 0; rows < rowsMax && at < _batches.Count; at++)
        {
            onBatch(_batches[at]);
            rows += _batches[at].Count;
            fromPosition = _batches[at].FirstPosition + _batches[at].Count;
        }
        return fromPosition;
    }

    private int FirstBehind(long position)
    {
        int low = 0, high = _batches.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_batches[middle].FirstPosition + _batches[middle].Count > position) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
