namespace EdgeAppliance.Core.Identity;

/// <summary>A device as it is known now. What is let in on its word ends with <see cref="Ended"/>: when it is revoked, removed, changed
/// or has expired.</summary>
/// <exception cref="FormatException">A pattern of the record is no topic filter.</exception>
public sealed class KnownDevice(DeviceRecord record)
{
    private readonly CancellationTokenSource _ended = new();
    private int _connections;

    public DeviceRecord Record => record;

    public TopicAcl Acl { get; } = new(record);

    public CancellationToken Ended => _ended.Token;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Whether it has ended because it expired.</summary>
    internal bool HasExpired { get; init; }

    public void CountConnection(int change) => Interlocked.Add(ref _connections, change);

    public DeviceState StateAt(DateTimeOffset now)
    {
        if (record.Revoked is not null) return DeviceState.Revoked;
        return record.Expires <= now ? DeviceState.Expired : DeviceState.Active;
    }

    /// <summary>What was registered with <see cref="Ended"/> runs on this thread, and must be quick.</summary>
    internal void End() => _ended.Cancel();
}
