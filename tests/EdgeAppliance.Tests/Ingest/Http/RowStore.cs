using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Ingest.Http;

/// <summary>A store in memory that tells what rows it has, and fails when the test says so.</summary>
internal sealed class RowStore : IStore
{
    private readonly Lock _lock = new();
    private readonly List<string> _rows = [];
    private readonly Dictionary<string, PipelineProgress> _progress = [];

    public event Action<ReadingBatch>? Stored;

    public bool Fails { get; set; }

    /// <summary>The rows as <c>device@time name=value …</c>; the time in seconds behind <see cref="EdgeAppliance.Tests.Daemon.Http.FakeAppliance.Start"/> where it is near.</summary>
    public List<string> Rows
    {
        get { lock (_lock) return [.. _rows]; }
    }

    public Task Append(ReadingBatch batch)
    {
        lock (_lock)
        {
            if (Fails) return Task.FromException(new IOException("The disk is full."));
            for (int row = 0; row < batch.Count; row++) _rows.Add(Text(batch, row));
        }
        Stored?.Invoke(batch);
        batch.Release();
        return Task.CompletedTask;
    }

    public void Pass(ReadingBatch batch) => throw new NotSupportedException();

    public Task Commit(PipelineCommit commit)
    {
        lock (_lock)
        {
            if (Fails) return Task.FromException(new IOException("The disk is full."));
            _progress[commit.Pipeline] = new PipelineProgress(commit.Cursor, commit.Cursor, commit.Snapshot);
        }
        return Task.CompletedTask;
    }

    public PipelineProgress? Progress(string pipeline)
    {
        lock (_lock) return _progress.GetValueOrDefault(pipeline);
    }

    public long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch) => fromPosition;

    private static string Text(ReadingBatch batch, int row)
    {
        long start = EdgeAppliance.Tests.Daemon.Http.FakeAppliance.Start.ToUnixTimeSeconds();
        double seconds = batch.TimesUs[row] / 1e6;
        string time = Math.Abs(seconds - start) < 3600 ? FormattableString.Invariant($"+{seconds - start}") : FormattableString.Invariant($"{seconds}");
        return $"{batch.Device}@{time} " + string.Join(' ', Enumerable.Range(0, batch.Channels.Count).Select(c => FormattableString.Invariant($"{batch.Channels[c]}={batch.Get(row, c)}")));
    }
}
