using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Ingest;

/// <summary>A store whose commits the test holds back, lets through or fails.</summary>
internal sealed class HeldStore(bool held = true) : IStore
{
    private readonly Lock _lock = new();
    private readonly List<ReadingBatch> _batches = [];
    private readonly SemaphoreSlim _appended = new(0);
    private TaskCompletionSource _commit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public event Action<ReadingBatch>? Stored;

    public int Appends { get; private set; }

    public int Rows
    {
        get { lock (_lock) return _batches.Sum(b => b.Count); }
    }

    public List<ReadingBatch> Batches
    {
        get { lock (_lock) return [.. _batches]; }
    }

    public Task Append(ReadingBatch batch)
    {
        Task commit;
        lock (_lock)
        {
            _batches.Add(batch);
            Appends++;
            commit = held ? _commit.Task : Task.CompletedTask;
        }
        Stored?.Invoke(batch);
        _appended.Release();
        return commit;
    }

    public Task AppendedAsync() => _appended.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Lets through what was appended up to now.</summary>
    public void Commit() => Next().SetResult();

    /// <summary>Lets through everything, from now on too.</summary>
    public void CommitAlways()
    {
        lock (_lock) held = false;
        Commit();
    }

    public void Fail() => Next().SetException(new IOException("The disk is gone."));

    public Task Commit(PipelineCommit commit) => throw new NotSupportedException();

    public void Pass(ReadingBatch batch) => Stored?.Invoke(batch);

    public PipelineProgress? Progress(string pipeline) => null;

    public long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch) => fromPosition;

    private TaskCompletionSource Next()
    {
        lock (_lock)
        {
            var commit = _commit;
            _commit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return commit;
        }
    }
}
