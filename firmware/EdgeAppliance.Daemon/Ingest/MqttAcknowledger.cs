using MQTTnet.Packets;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Acknowledges one connection's publishes in the order in which they came, each once it is on stable storage, and all that are
/// done by then with one write.</summary>
/// <param name="onUnstored">Told of a reading that could not be stored; returns the answer, or null where the connection must be closed.</param>
internal sealed class MqttAcknowledger(MqttSender sender, int pendingMax, Func<MqttPending, MqttPubAckPacket?> onUnstored)
{
    private const int AckBytes = 4;
    private const byte PubAck = 0x40;

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Queue<MqttPending> _pending = [];
    private bool _running;
    private bool _closed;

    // Owned by the one run that there is.
    private byte[] _acks = new byte[32 * AckBytes];

    /// <summary>Notes a publish; <see cref="Start"/> has to follow once no more is at hand.</summary>
    /// <returns>False where too many wait already.</returns>
    public bool TryAdd(in MqttPending pending)
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

    /// <summary>Nothing more is sent.</summary>
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
        try
        {
            while (TryPeek(out var first))
            {
                await first.Stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                int bytes = TakePlain();
                if (bytes > 0) await sender.SendAsync(_acks.AsMemory(0, bytes), CancellationToken.None).ConfigureAwait(false);
                else if (TryTakeOther(out var answer)) await sender.SendAsync(answer, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The connection has ended; its receive loop sees it too.
            Close();
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

    /// <summary>Takes all from the first on that get the plain acknowledgement now.</summary>
    private int TakePlain()
    {
        lock (_lock)
        {
            int bytes = 0;
            while (_pending.TryPeek(out var next) && next.Answer is null && next.Stored.IsCompletedSuccessfully)
            {
                _pending.Dequeue();
                if (bytes == _acks.Length) Array.Resize(ref _acks, _acks.Length * 2);
                _acks[bytes] = PubAck;
                _acks[bytes + 1] = 2;
                _acks[bytes + 2] = (byte)(next.PacketId >> 8);
                _acks[bytes + 3] = (byte)next.PacketId;
                bytes += AckBytes;
            }
            return bytes;
        }
    }

    private bool TryTakeOther(out MqttPubAckPacket answer)
    {
        MqttPending pending;
        answer = null!;
        lock (_lock)
            if (!_pending.TryDequeue(out pending)) return false;
        var made = pending.Answer ?? onUnstored(pending);
        if (made is null) Close();
        answer = made!;
        return made is not null;
    }
}
