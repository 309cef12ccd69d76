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
}
