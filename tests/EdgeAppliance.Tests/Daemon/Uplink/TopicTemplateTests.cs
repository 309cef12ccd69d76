using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Tests.Daemon.Uplink;

public class TopicTemplateTests
{
    [Fact]
    public void TopicOf_HostileSubject_StaysInItsLevel()
    {
        PackedRecords.TryRead(MemoryOutbox.Pack("p", 1, "{}", "../a/#+", RecordType.Reading), out var record, out _);
        Assert.Equal("edge/box/p/.._a___", new TopicTemplate("edge/{device}/{pipeline}/{subject}", "box").TopicOf(record));
    }

    [Fact]
    public void TopicOf_Alarm_IsItsPipelines()
    {
        PackedRecords.TryRead(MemoryOutbox.Pack("p/alarm", 1, "{}", "a", RecordType.Alarm), out var record, out _);
        Assert.Equal("edge/box/p", new TopicTemplate("edge/{device}/{pipeline}", "box").TopicOf(record));
    }
}
