namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What the broker met. Any thread counts, any reads.</summary>
internal sealed class MqttCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<MqttCount>().Length];

    public long this[MqttCount what] => Interlocked.Read(ref _counts[(int)what]);

    public void Count(MqttCount what) => Interlocked.Increment(ref _counts[(int)what]);
}
