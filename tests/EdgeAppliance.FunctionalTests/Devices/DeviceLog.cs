namespace EdgeAppliance.FunctionalTests.Devices;

/// <summary>What one device knows of its readings. Any thread asks; the device alone writes.</summary>
internal sealed class DeviceLog
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Queue<(ushort PacketId, long Sequence)> _window = new();
    private readonly List<long> _acknowledged = [];
    private readonly List<(long Sequence, byte Reason)> _refused = [];
    private long _sent;

    /// <summary>Sent and not answered, oldest first: a device that connects again sends these again, in this order (MQTT 5 section 4.6).</summary>
    public IReadOnlyList<(ushort PacketId, long Sequence)> Window
    {
        get { lock (_lock) return [.. _window]; }
    }

    public int InFlight
    {
        get { lock (_lock) return _window.Count; }
    }

    public long Sent
    {
        get { lock (_lock) return _sent; }
    }

    public int Acknowledged
    {
        get { lock (_lock) return _acknowledged.Count; }
    }

    /// <summary>Answered with a reason code that says why it is not stored.</summary>
    public IReadOnlyList<(long Sequence, byte Reason)> Refused
    {
        get { lock (_lock) return [.. _refused]; }
    }

    public IReadOnlyList<long> AcknowledgedSequences
    {
        get { lock (_lock) return [.. _acknowledged]; }
    }

    public (ushort PacketId, long Sequence) SendNext()
    {
        lock (_lock)
        {
            long sequence = ++_sent;
            var publish = ((ushort)(sequence % ushort.MaxValue + 1), sequence);
            _window.Enqueue(publish);
            return publish;
        }
    }

    /// <param name="reason">0x80 and above are refusals: MQTT 5 section 3.4.2.1.</param>
    /// <exception cref="InvalidDataException">It is not the oldest that is answered, which the protocol demands.</exception>
    public void Answer(ushort packetId, byte reason)
    {
        lock (_lock)
        {
            if (!_window.TryDequeue(out var oldest) || oldest.PacketId != packetId)
                throw new InvalidDataException($"Publish {packetId} is answered where {oldest.PacketId} is the oldest.");
            if (reason < 0x80) _acknowledged.Add(oldest.Sequence);
            else _refused.Add((oldest.Sequence, reason));
        }
    }
}
