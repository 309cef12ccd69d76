using System.Buffers;
using System.Text;
using CsCheck;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Tests.Daemon.Uplink;

public class CloudEventWriterTests
{
    [Fact]
    public void Write_Record_IsTheGoldenEvent()
    {
        string written = Write(MemoryOutbox.Pack("pump-health", 42, """{"score":0.5}""", "pump 1", RecordType.Inference));
        Assert.Equal(
            """{"specversion":"1.0","id":"box-7/pump-health/42","source":"/devices/box-7/pipelines/pump-health","type":"edge.inference.v1","""
            + """ "subject":"pump 1","time":"2023-11-14T22:13:20.123456Z","sequence":42,"datacontenttype":"application/json","data":{"score":0.5}}""".TrimStart(),
            written);
    }

    [Fact]
    public void Write_Warm_AllocatesNothing()
    {
        byte[] packed = MemoryOutbox.Pack("pump-health", 42, """{"score":0.5}""", "pump \"1\"", RecordType.Alarm);
        var output = new ArrayBufferWriter<byte>(4096);
        using var events = new CloudEventWriter("box-7");
        long before = 0;
        for (int i = 0; i < 2000; i++)
        {
            if (i == 1000) before = GC.GetAllocatedBytesForCurrentThread();
            output.ResetWrittenCount();
            PackedRecords.TryRead(packed, out var record, out _);
            events.Write(record, output);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Devices choose their names: none may break the event out of its form.</summary>
    [Fact]
    public void Write_AnyNamesAndTimes_IsOneJsonObject() =>
        Gen.Select(Gen.Byte.Array[0, 255], Gen.Byte.Array[0, 600], Gen.Long, Gen.Long).Sample((stream, subject, sequence, timeUs) =>
        {
            byte[] packed = new byte[PackedRecords.SizeOf(stream, subject, "{}"u8)];
            PackedRecords.Write(packed, new RecordHeader(RecordType.Reading, sequence, timeUs), stream, subject, "{}"u8);
            var root = JsonDocument.Parse(Write(packed)).RootElement;
            return root.GetProperty("sequence").GetInt64() == sequence && root.GetProperty("specversion").GetString() == "1.0";
        });

    private static string Write(byte[] packed)
    {
        var output = new ArrayBufferWriter<byte>();
        using var events = new CloudEventWriter("box-7");
        Assert.True(PackedRecords.TryRead(packed, out var record, out _));
        events.Write(record, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
