using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>A store whose every sync, crash and way of cutting batches is decided by the test: what is queued becomes durable in order
/// with <see cref="Sync"/>, and is gone with <see cref="Crash"/>.</summary>
internal sealed class SimulatedStore(Random chance) : IStore
{
    // A place without a row was passed.
    private readonly List<Row?> _rows = [];
    private readonly Queue<(ReadingBatch? Batch, PipelineCommit? Commit, TaskCompletionSource Done)> _pending = new();
    private readonly HashSet<ReadingBatch> _passed = [];
    private readonly Dictionary<string, PipelineProgress> _durable = [];
    private long _trimmedTo;

    public event Action<ReadingBatch>? Stored;

    public int PendingCount => _pending.Count;

    public long End => _rows.Count;

    /// <summary>Commits from here on fail.</summary>
    public bool IsFull { get; set; }

    public Dictionary<Lane, MemoryStream> Outbox { get; } = [];

    public Task Append(ReadingBatch batch) => Queue(batch, null);

    public Task Commit(PipelineCommit commit) => Queue(null, commit);

    public void Pass(ReadingBatch batch)
    {
        batch.IsPassed = true;
        _passed.Add(batch);
        Queue(batch, null);
    }

    public PipelineProgress? Progress(string pipeline) => _durable.GetValueOrDefault(pipeline);

    public long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch)
    {
        if (fromPosition < _trimmedTo) throw new InvalidOperationException($"Position {fromPosition} is asked for, which is trimmed up to {_trimmedTo}.");
        long at = Math.Max(0, fromPosition - (fromPosition - _trimmedTo > 3 ? chance.Next(3) : 0));
        long end = Math.Min(_rows.Count, fromPosition + 1 + chance.Next(rowsMax));
        while (at < end)
        {
            if (_rows[(int)at] is null)
            {
                at++;
                continue;
            }
            var batch = Cut(at, end);
            onBatch(batch);
            at += batch.Count;
            batch.Release();
        }
        return Math.Max(at, fromPosition);
    }

    /// <summary>Makes the oldest of what is queued durable.</summary>
    public void Sync(int count = int.MaxValue)
    {
        while (count-- > 0 && _pending.TryDequeue(out var item))
        {
            if (item.Commit is { } commit && !TryApply(commit))
            {
                item.Done.SetException(new IOException("No space left on device"));
                continue;
            }
            item.Done.SetResult();
            if (item.Batch is not { } batch) continue;
            batch.FirstPosition = _rows.Count;
            bool passed = _passed.Remove(batch);
            for (int row = 0; row < batch.Count; row++) _rows.Add(passed ? null : new Row(batch, row));
            Stored?.Invoke(batch);
            batch.Release();
        }
    }

    /// <summary>What the pipelines know may be more than what was saved: they are to number on from here.</summary>
    public void Renumber(long from)
    {
        foreach (string pipeline in _durable.Keys.ToList()) _durable[pipeline] = _durable[pipeline] with { NumbersFrom = from };
    }

    public void Crash()
    {
        _pending.Clear();
        _passed.Clear();
        long known = _durable.Count == 0 ? 0 : _durable.Values.Max(progress => progress.Cursor);
        while (_rows.Count > known && _rows[^1] is null) _rows.RemoveAt(_rows.Count - 1);
        Stored = null;
    }

    private Task Queue(ReadingBatch? batch, PipelineCommit? commit)
    {
        var done = new TaskCompletionSource();
        _pending.Enqueue((batch, commit, done));
        return done.Task;
    }

    private bool TryApply(PipelineCommit commit)
    {
        if (IsFull) return false;
        foreach (var append in commit.Appends)
        {
            if (!Outbox.TryGetValue(append.Lane, out var lane)) Outbox[append.Lane] = lane = new MemoryStream();
            lane.Write(append.Packed.Span);
        }
        var before = _durable.GetValueOrDefault(commit.Pipeline) ?? new PipelineProgress(0, 0, null);
        Assert.True(commit.Cursor >= before.Cursor);
        Assert.True(commit.Next.Record >= before.Next.Record && commit.Next.Alarm >= before.Next.Alarm);
        _durable[commit.Pipeline] = (commit.Snapshot is null ? before with { Cursor = commit.Cursor } : new PipelineProgress(commit.Cursor, commit.Cursor, commit.Snapshot)) with { Next = commit.Next };
        _trimmedTo = _durable.Values.Min(progress => progress.SnapshotCursor);
        return true;
    }

    private ReadingBatch Cut(long from, long end)
    {
        var first = _rows[(int)from]!;
        var batch = ReadingBatch.Rent(first.Source, first.Device, first.Channels, (int)(end - from));
        batch.FirstPosition = from;
        for (long at = from; at < end && _rows[(int)at] is { } row && row.Device == first.Device && row.Source == first.Source && row.Channels == first.Channels; at++)
        {
            if (at > from && chance.Next(8) == 0) break;
            int to = batch.AddRow(row.TimeUs);
            for (int c = 0; c < row.Values.Length; c++) batch.Set(to, c, row.Values[c]);
        }
        return batch;
    }

    private sealed class Row
    {
        public Row(ReadingBatch batch, int row)
        {
            (Source, Device, Channels, TimeUs) = (batch.Source, batch.Device, batch.Channels, batch.TimesUs[row]);
            Values = new double[batch.Channels.Count];
            for (int c = 0; c < Values.Length; c++) Values[c] = batch.Get(row, c);
        }

        public string Source { get; }

        public string Device { get; }

        public ChannelSet Channels { get; }

        public long TimeUs { get; }

        public double[] Values { get; }
    }
}
