namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Answers one connection's packets in the order in which they came, each once what it brought is on stable storage, and all that
/// are done by then with one write.</summary>
/// <param name="onUnstored">Told of what could not be stored; returns the answer, or null where the connection must be closed.</param>
internal sealed class MqttAcknowledger(MqttWriter writer, Func<MqttPending, byte[]?> onUnstored)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Queue<MqttPending> _pending = [];
    private int _publishes;
    private int _others;
    private TaskCompletionSource? _room;
    private bool _running;
    private bool _closed;

    /// <summary>Notes a packet; <see cref="Start"/> has to follow once no more is at hand.</summary>
    /// <returns>False where too many publishes wait already: they alone count (MQTT 5 section 4.9).</returns>
    public bool TryAdd(in MqttPending pending, int publishesMax)
    {
        lock (_lock)
        {
            if (pending.IsPublish && _publishes >= publishesMax) return false;
            if (!_closed) Enqueue_NeedsLock(pending);
            return true;
        }
    }

    /// <summary>Whether another packet that is no publish may be taken: not while so many of them wait. Asked by the one who adds them.</summary>
    /// <returns>When to look again; null where there is room.</returns>
    public Task? Room(int othersMax)
    {
        // Others only make them fewer.
        if (Volatile.Read(ref _others) < othersMax) return null;
        lock (_lock)
        {
            if (_others < othersMax || _closed) return null;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
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
            (_publishes, _others) = (0, 0);
            MakeRoom_NeedsLock();
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
                Dequeue_NeedsLock();
                if (next.Answer is { } answer) answers.Raw(answer);
                else MqttPackets.Ack(answers, next.First, next.PacketId);
            }
        }
    }

    private void TakeFailed()
    {
        MqttPending failed;
        lock (_lock)
        {
            if (_pending.Count == 0) return;
            failed = Dequeue_NeedsLock();
        }
        if (onUnstored(failed) is { } answer) writer.Write(answer);
        else Close();
    }

    private void Enqueue_NeedsLock(in MqttPending pending)
    {
        _pending.Enqueue(pending);
        if (pending.IsPublish) _publishes++;
        else _others++;
    }

    private MqttPending Dequeue_NeedsLock()
    {
        var pending = _pending.Dequeue();
        if (pending.IsPublish) _publishes--;
        else
        {
            _others--;
            MakeRoom_NeedsLock();
        }
        return pending;
    }

    private void MakeRoom_NeedsLock()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
