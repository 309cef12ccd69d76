using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Ingest;

/// <summary>A store in memory whose appends and commits fail when the test says so. What it holds outlives a crash of its users.</summary>
internal sealed class KeyedStore : IStore
{
    private readonly List<(string Source, string Device, double Key)> _rows = [];
    private readonly Dictionary<string, PipelineProgress> _progress = [];

    public event Action<ReadingBatch>? Stored;

    public bool AppendsFail { get; set; }

    public bool CommitsFail { get; set; }

    public bool IsClosed { get; set; }

    public int Commits { get; private set; }

    /// <summary>Rows before it are gone, as every pipeline has them behind its snapshot.</summary>
    public long TrimmedTo => _progress.Count == 0 ? 0 : _progress.Values.Min(progress => progress.SnapshotCursor);

    public IEnumerable<double> Keys => _rows.Select(row => row.Key);

    public Task Append(ReadingBatch batch)
    {
        if (AppendsFail)
        {
            batch.Release();
            return Task.FromException(new IOException("The disk is full."));
        }
        batch.FirstPosition = _rows.Count;
        for (int row = 0; row < batch.Count; row++) _rows.Add((batch.Source, batch.Device, batch.Get(row, 0)));
        Stored?.Invoke(batch);
        batch.Release();
        return Task.CompletedTask;
    }

    public void Pass(ReadingBatch batch) => throw new NotSupportedException();

    public Task Commit(PipelineCommit commit)
    {
        if (CommitsFail) return Task.FromException(new IOException("The disk is full."));
        Commits++;
        _progress[commit.Pipeline] = new PipelineProgress(commit.Cursor, commit.Cursor, commit.Snapshot);
        return Task.CompletedTask;
    }

    public PipelineProgress? Progress(string pipeline) => IsClosed ? throw new IOException("The store is not open.") : _progress.GetValueOrDefault(pipeline);

    public long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch)
    {
        Assert.True(fromPosition >= TrimmedTo);
        if (fromPosition == _rows.Count) return fromPosition;
        var (source, device, key) = _rows[(int)fromPosition];
        var batch = ReadingBatch.Rent(source, device, new ChannelSet("seq"), 1);
        batch.FirstPosition = fromPosition;
        batch.Set(batch.AddRow(0), 0, key);
        onBatch(batch);
        batch.Release();
        return fromPosition + 1;
    }

    /// <summary>Nobody listens any more.</summary>
    public void Crash() => Stored = null;
}
