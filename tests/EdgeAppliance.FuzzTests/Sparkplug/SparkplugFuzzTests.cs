using System.Buffers;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using EdgeAppliance.FuzzTests.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Sparkplug;

/// <summary>Damaged payloads on every kind of topic at a whole source: each is taken or refused, and nothing throws.</summary>
public sealed class SparkplugFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] s_topics = ["NBIRTH/n", "DBIRTH/n/d", "NDATA/n", "DDATA/n/d", "DDEATH/n/d", "NDEATH/n", "NBIRTH/m", "DDATA/m/d"];

    private static readonly byte[][] s_payloads =
    [
        Payload(0, (ref SparkplugMetric metric) => metric.Name = "Temp"u8),
        Payload(1, (ref SparkplugMetric metric) => metric.Name = "bdSeq"u8),
        Payload(2, (ref SparkplugMetric metric) => { }),
        Payload(3, (ref SparkplugMetric metric) => { metric.IsHistorical = true; metric.TimestampMs = 5; }),
        Payload(4, (ref SparkplugMetric metric) => metric.IsNull = true),
        Payload(5, (ref SparkplugMetric metric) => { metric.Kind = SparkplugValueKind.Template; metric.Bytes = new byte[] { 0x12, 2, 0x10, 1 }; metric.Type = SparkplugDataType.Template; }),
        Payload(6, (ref SparkplugMetric metric) => { metric.Kind = SparkplugValueKind.DataSet; metric.Bytes = new byte[] { 8, 1, 0x12, 1, 0x63, 0x18, 10, 0x22, 0 }; }),
        Payload(7, (ref SparkplugMetric metric) => metric.Properties = new byte[] { 0x0A, 1, 0x61, 0x12, 2, 0x18, 1 }),
    ];

    private delegate void Change(ref SparkplugMetric metric);

    [Fact]
    public void TryTake_DamagedPayloads_AreTakenOrRefused()
    {
        int asked = 0;
        using var source = new SparkplugSource(
            new SparkplugSourceOptions { Name = "s" }, batch => { batch.Release(); return Task.CompletedTask; }, (_, _, _) => asked++, TimeProvider.System, NullLogger.Instance);
        var damage = new Mutator(s_payloads, Corpus.Tokens("\xff", "\x00", "\x12\x02", "\x08\x01", "bdSeq", "\x92\x01"));
        int count = 0;
        new Fuzz("sparkplug", output) { Cases = 40_000, AllocatedBytesMax = 16 << 20 }.Run(s_payloads, damage.Make, payload =>
        {
            Assert.True(source.TryResolve("spBv1.0/g/" + s_topics[count++ % s_topics.Length], out var device));
            while (!source.TryTake(device!, payload, out _, out var stored)) stored!.Wait();
        });
        Assert.InRange(asked, 0, 2 * 60);
        Assert.InRange(source.Counters.Accepted, 1, long.MaxValue);
    }

    private static byte[] Payload(byte sequence, Change change)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new SparkplugPayloadWriter(bytes);
        writer.Begin(1_700_000_000_000, sequence);
        for (ulong alias = 1; alias < 3; alias++)
        {
            var metric = SparkplugMetric.Number(alias);
            metric.Alias = alias;
            if (alias == 1) change(ref metric);
            else metric.Name = "Flow"u8;
            writer.Metric(metric);
        }
        return bytes.WrittenSpan.ToArray();
    }
}
