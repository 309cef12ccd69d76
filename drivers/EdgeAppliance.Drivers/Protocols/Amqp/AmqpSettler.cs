namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>Tells one connection's peer what became of its messages, in the order in which they came, each once that is known, and all that are
/// done by then with one write and neighbours with one disposition.</summary>
/// <remarks>Guarded by the connection's lock, but what says otherwise.</remarks>
internal sealed class AmqpSettler(AmqpConnection connection)
{
    private readonly Queue<AmqpPending> _pending = [];
    private bool _running;
    private TaskCompletionSource? _idle;

    /// <summary>Notes a message; <see cref="Start"/> has to follow once no more is at hand.</summary>
    public void Add(in AmqpPending pending) => _pending.Enqueue(pending);

    public void Start()
    {
        if (_running || _pending.Count == 0) return;
        _running = true;
        _ = RunAsync();
    }

    /// <summary>Nobody is there any more to be told.</summary>
    public void Clear() => _pending.Clear();

    /// <summary>Done once all that came was settled.</summary>
    public Task Idle() => _running || _pending.Count > 0 ? (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;

    private async Task RunAsync()
    {
        // Whoever starts it holds the lock.
        await Task.Yield();
        while (TryPeek(out var first))
        {
            await first.Stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (connection.Gate)
            {
                WriteCompleted_NeedsLock();
                connection.Flush();
            }
        }
    }

    private bool TryPeek(out AmqpPending first)
    {
        lock (connection.Gate)
        {
            _running = _pending.TryPeek(out first);
            if (!_running) _idle?.TrySetResult();
            return _running;
        }
    }

    private void WriteCompleted_NeedsLock()
    {
        while (_pending.TryPeek(out var first) && first.Stored.IsCompleted)
        {
            var last = _pending.Dequeue();
            uint count = 1;
            for (; _pending.TryPeek(out var next) && last.IsFollowedBy(next); count++) last = _pending.Dequeue();
            if (first.Outcome == AmqpOutcome.Released)
                for (uint i = 0; i < count; i++) connection.Handler.OnReleased(first.Link);
            if (!first.Link.IsGone) first.Link.Session.WriteDisposition(new AmqpDisposition(true, first.DeliveryId, last.DeliveryId, true, first.Outcome) { Error = first.Refusal });
            first.Link.OnSettled(count);
        }
    }
}
