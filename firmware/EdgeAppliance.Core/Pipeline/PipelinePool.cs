using System.Collections.Concurrent;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>A few threads that advance pipelines, each pipeline by one of them at a time and in turn.</summary>
public sealed class PipelinePool : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly BlockingCollection<Entry> _ready = [];
    private readonly ConcurrentDictionary<PipelineRunner, Entry> _entries = [];
    private readonly Thread[] _threads;
    private readonly ITimer _timer;

    public PipelinePool(int threads, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { Name = $"pipelines-{i}", IsBackground = true };
            _threads[i].Start();
        }
        // Snapshots by time and attempts after a failure come without anyone's signal.
        _timer = time.CreateTimer(_ => WakeAll(), null, Tick, Tick);
    }

    public void Add(PipelineRunner runner)
    {
        _entries[runner] = new Entry(runner);
        runner.Ready += Wake;
        Wake(runner);
    }

    /// <summary>Commits what the pipeline has made, with a snapshot, and lets go of it.</summary>
    public async Task RemoveAsync(PipelineRunner runner)
    {
        await runner.StopAsync();
        runner.Ready -= Wake;
        _entries.TryRemove(runner, out _);
        runner.Dispose();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _ready.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        foreach (var runner in _entries.Keys) runner.Dispose();
        _ready.Dispose();
    }

    private void WakeAll()
    {
        foreach (var runner in _entries.Keys) Wake(runner);
    }

    private void Wake(PipelineRunner runner)
    {
        if (_entries.TryGetValue(runner, out var entry) && entry.TryQueue()) Enqueue(entry);
    }

    private void Enqueue(Entry entry)
    {
        try
        {
            _ready.Add(entry);
        }
        catch (InvalidOperationException)
        {
            // The pool is being closed.
        }
    }

    private void Run()
    {
        foreach (var entry in _ready.GetConsumingEnumerable())
        {
            entry.Begin();
            bool more = entry.Runner.Advance();
            if (entry.End(more)) Enqueue(entry);
        }
    }

    /// <summary>0 idle, 1 queued, 2 running, 3 running and woken meanwhile.</summary>
    private sealed class Entry(PipelineRunner runner)
    {
        private int _state;

        public PipelineRunner Runner => runner;

        public bool TryQueue()
        {
            if (Interlocked.CompareExchange(ref _state, 1, 0) == 0) return true;
            if (Interlocked.CompareExchange(ref _state, 3, 2) == 2) return false;
            // It went idle between the two: queue it after all.
            return Interlocked.CompareExchange(ref _state, 1, 0) == 0;
        }

        public void Begin() => Volatile.Write(ref _state, 2);

        /// <returns>True where it must be queued again.</returns>
        public bool End(bool more)
        {
            if (!more && Interlocked.CompareExchange(ref _state, 0, 2) == 2) return false;
            Volatile.Write(ref _state, 1);
            return true;
        }
    }
}
