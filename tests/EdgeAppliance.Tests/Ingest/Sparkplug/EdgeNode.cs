using System.Buffers;
using System.Text;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Tests.Ingest.Sparkplug;

/// <summary>Makes the payloads of one edge node, numbered as they are made.</summary>
internal sealed class EdgeNode(ulong birthNumber = 0)
{
    private byte _sequence;

    public ulong NowMs { get; set; } = 1_700_000_000_000;

    /// <summary>A node's birth begins its numbers anew.</summary>
    public byte[] NodeBirth(params Metric[] metrics)
    {
        _sequence = 0;
        return Payload(_sequence++, [new Metric("bdSeq") { Value = birthNumber, Type = SparkplugDataType.UInt64 }, .. metrics]);
    }

    public byte[] Death() => Payload(null, [new Metric("bdSeq") { Value = birthNumber, Type = SparkplugDataType.UInt64 }]);

    /// <summary>Any other message.</summary>
    public byte[] Next(params Metric[] metrics) => Payload(_sequence++, metrics);

    public void Lose(int messages = 1) => _sequence += (byte)messages;

    private byte[] Payload(byte? sequence, Metric[] metrics)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new SparkplugPayloadWriter(output);
        writer.Begin(NowMs, sequence);
        foreach (var metric in metrics)
        {
            var written = metric.Value switch
            {
                null => new SparkplugMetric { IsNull = true },
                string text => SparkplugMetric.Text(Encoding.UTF8.GetBytes(text)),
                bool flag => SparkplugMetric.Flag(flag),
                ulong whole => SparkplugMetric.Whole(whole),
                _ => SparkplugMetric.Number((double)metric.Value),
            };
            if (metric.Name is { } name) written.Name = Encoding.UTF8.GetBytes(name);
            if (metric.Type is { } type) written.Type = type;
            (written.Alias, written.TimestampMs, written.IsHistorical) = (metric.Alias, metric.TimeMs, metric.IsHistorical);
            writer.Metric(written);
        }
        return output.WrittenSpan.ToArray();
    }

    internal sealed record Metric(string? Name, ulong? Alias = null)
    {
        public object? Value { get; init; } = 0d;

        public SparkplugDataType? Type { get; init; }

        public ulong? TimeMs { get; init; }

        public bool IsHistorical { get; init; }
    }
}
