using System.Buffers;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>Asks nodes for their births (Sparkplug 3.0 section 6.4.20, <c>Node Control/Rebirth</c>), each seldom enough.</summary>
internal sealed class RebirthRequests(BrokerPublish publish, TimeSpan every, TimeProvider time)
{
    private long _asked;

    public long Asked => Interlocked.Read(ref _asked);

    /// <param name="askedAt">When the node was asked last, by <paramref name="time"/>; null for never.</param>
    public bool IsDue(long? askedAt) => askedAt is not { } at || time.GetElapsedTime(at) >= every;

    public void Ask(string group, string node)
    {
        Interlocked.Increment(ref _asked);
        var payload = new ArrayBufferWriter<byte>(64);
        var writer = new SparkplugPayloadWriter(payload);
        ulong now = (ulong)Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds());
        writer.Begin(now, null);
        var metric = SparkplugMetric.Flag(true);
        metric.Name = "Node Control/Rebirth"u8;
        metric.TimestampMs = now;
        writer.Metric(metric);
        publish(SparkplugTopic.Of(group, SparkplugMessageType.NodeCommand, node), payload.WrittenSpan.ToArray(), retain: false);
    }
}
