namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Answers one connection's packets in the order in which they came, each once what it brought is on stable storage, and all that
/// are done by then with one write.</summary>
/// <param name="onUnstored">Told of what could not be stored; returns the answer, or null where the connection must be closed.</param>
internal sealed class MqttAcknowledger(MqttWriter writer, Func<MqttPending, byte[]?> onUnstored)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Queue<MqttPending> _pending = [];
    private bool _running;
    private bool _closed;

    /// <summary>Notes a packet; <see cref="Start"/> has to follow once no more is at hand.</summary>
    /// <returns>False where too many wait already.</returns>
    public bool TryAdd(in MqttPending pending, int pendingMax)
    {
        lock (_lock)
        {
            if (_pending.Count >= pendingMax) return false;
            if (!_closed) _pending.Enqueue(pending);
            return true;
        }
    }

    public void Start()
    {
        lock (_lock)
        {
            if (_running || _pending.Count == 0) return;
            _running = true;
        }
        _ = RunAsync();
    }

    /// <summary>Nothing more is answered.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _pending.Clear();
        }
    }

    private async Task RunAsync()
    {
        while (TryPeek(out var first))
        {
            if (!first.Done.IsCompleted) await first.Done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var answers = MqttBytes.Rent();
            TakeDone(answers);
            if (answers.Count > 0) writer.Write(answers.Written.Span);
            else TakeFailed();
            answers.Return();
        }
    }

    private bool TryPeek(out MqttPending first)
    {
        lock (_lock)
        {
            _running = _pending.TryPeek(out first);
            return _running;
        }
    }

    private void TakeDone(MqttBytes answers)
    {
        lock (_lock)
        {
            while (_pending.TryPeek(out var next) && next.Done.IsCompletedSuccessfully)
            {
                _pending.Dequeue();
                if (next.Answer is { } answer) answers.Raw(answer);
                else MqttPackets.Ack(answers, next.First, next.PacketId);
            }
        }
    }

    private void TakeFailed()
    {
        MqttPending failed;
        lock (_lock)
            if (!_pending.TryDequeue(out failed)) return;
        if (onUnstored(failed) is { } answer) writer.Write(answer);
        else Close();
    }
}
