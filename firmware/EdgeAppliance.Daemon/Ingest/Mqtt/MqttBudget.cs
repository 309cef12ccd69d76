namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Bytes that all clients' queues hold together. Any thread takes and gives.</summary>
internal sealed class MqttBudget
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    public bool TryTake(int bytes, long max)
    {
        if (Interlocked.Add(ref _used, bytes) <= max) return true;
        Give(bytes);
        return false;
    }

    public void Take(int bytes) => Interlocked.Add(ref _used, bytes);

    public void Give(int bytes) => Interlocked.Add(ref _used, -bytes);
}
