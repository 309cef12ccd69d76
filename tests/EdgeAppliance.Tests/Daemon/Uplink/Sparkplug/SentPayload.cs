using System.Text;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Tests.Daemon.Uplink.Sparkplug;

/// <summary>A message of the uplink, read for tests.</summary>
internal sealed record SentPayload(string Topic, byte? Sequence, IReadOnlyList<SentMetric> Metrics)
{
    public SentMetric this[string name] => Metrics.First(metric => metric.Name == name);

    public static SentPayload Read(string topic, ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(SparkplugError.None, SparkplugPayload.Read(bytes, SparkplugLimits.Default, out var payload));
        var metrics = new List<SentMetric>();
        foreach (var metric in payload)
        {
            double? number = !metric.IsNull && metric.TryGetNumber(metric.Type, out double value) ? value : null;
            metrics.Add(new SentMetric(Encoding.UTF8.GetString(metric.Name), metric.Alias, metric.Type, number, Encoding.UTF8.GetString(metric.Bytes), metric.IsHistorical, metric.TimestampMs));
        }
        return new SentPayload(topic, payload.Sequence, metrics);
    }
}
