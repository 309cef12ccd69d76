namespace EdgeAppliance.Core.Identity;

/// <summary>A device as it is known now. What is let in on its word ends with <see cref="Ended"/>: when it is revoked, removed, changed
/// or has expired.</summary>
public sealed class KnownDevice
{
    private readonly Stay _stay;

    /// <exception cref="FormatException">A pattern of the record is no topic filter.</exception>
    public KnownDevice(DeviceRecord record)
        : this(record, new Stay())
    {
    }

    private KnownDevice(DeviceRecord record, Stay stay)
    {
        Record = record;
        Acl = new TopicAcl(record);
        _stay = stay;
    }

    public DeviceRecord Record { get; }

    public TopicAcl Acl { get; }

    public CancellationToken Ended => _stay.Ended.Token;

    public int Connections => Volatile.Read(ref _stay.Connections);

    /// <summary>Whether it has ended because it expired.</summary>
    internal bool HasExpired { get; init; }

    public void CountConnection(int change) => Interlocked.Add(ref _stay.Connections, change);

    /// <summary>Counts one more, where there are fewer than so many.</summary>
    public bool TryCountConnection(int max)
    {
        for (int now = Connections; now < max;)
        {
            int before = Interlocked.CompareExchange(ref _stay.Connections, now + 1, now);
            if (before == now) return true;
            now = before;
        }
        return false;
    }

    public DeviceState StateAt(DateTimeOffset now)
    {
        if (Record.Revoked is not null) return DeviceState.Revoked;
        return Record.Expires <= now ? DeviceState.Expired : DeviceState.Active;
    }

    /// <summary>The same device with another record: what it was let in for goes on, and ends with either.</summary>
    internal KnownDevice With(DeviceRecord record) => new(record, _stay) { HasExpired = HasExpired };

    /// <summary>What was registered with <see cref="Ended"/> runs on this thread, and must be quick.</summary>
    internal void End() => _stay.Ended.Cancel();

    /// <summary>From when it is let in to when that ends, whatever its credentials are meanwhile.</summary>
    private sealed class Stay
    {
        public readonly CancellationTokenSource Ended = new();
        public int Connections;
    }
}
