using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Drivers;

/// <summary>Takes a source's batches, and stores them at once, on demand or never.</summary>
internal sealed class HeldSink
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _taken = new(0);
    private readonly Lock _lock = new();
    private readonly List<Row> _rows = [];
    private TaskCompletionSource? _held;

    /// <summary>What storing ends with from now on; null where it succeeds.</summary>
    public Exception? Failure { get; set; }

    public int Batches { get; private set; }

    public Row[] Rows
    {
        get { lock (_lock) return [.. _rows]; }
    }

    public IEnumerable<long> Times => Rows.Select(row => row.TimeUs);

    public Task Take(ReadingBatch batch)
    {
        if (Failure is { } failure) return Task.FromException(failure);
        Task stored;
        lock (_lock)
        {
            Batches++;
            for (int r = 0; r < batch.Count; r++)
            {
                int row = r;
                var values = batch.Channels.Names.ToArray().Select((name, c) => KeyValuePair.Create(name, batch.Get(row, c))).ToDictionary();
                _rows.Add(new Row(batch.Source, batch.Device, batch.TimesUs[row], values));
            }
            batch.Release();
            stored = _held?.Task ?? Task.CompletedTask;
        }
        _taken.Release();
        return stored;
    }

    public async Task NextAsync() => Assert.True(await _taken.WaitAsync(Patience));

    public void Hold()
    {
        lock (_lock) _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void LetGo()
    {
        TaskCompletionSource? held;
        lock (_lock)
        {
            held = _held;
            _held = null;
        }
        held?.SetResult();
    }

    internal sealed record Row(string Source, string Device, long TimeUs, Dictionary<string, double> Values);
}
