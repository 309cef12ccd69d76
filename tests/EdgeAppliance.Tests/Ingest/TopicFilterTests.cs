using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Tests.Ingest;

public class TopicFilterTests
{
    [Theory]
    [InlineData("plant/pump/+/telemetry", "plant/pump/7/telemetry", "7")]
    [InlineData("plant/+/+/telemetry", "plant/pump/7/telemetry", "pump")]
    [InlineData("plant/#", "plant/pump/7", "pump/7")]
    [InlineData("plant/#", "plant", "")]
    [InlineData("plant/+/#", "plant/7/a/b", "7")]
    [InlineData("#", "a/b", "a/b")]
    [InlineData("plant/pump", "plant/pump", "")]
    [InlineData("+/a", "/a", "")]
    [InlineData("/+", "/x", "x")]
    public void TryMatch_Matching_NamesTheDevice(string filter, string topic, string device)
    {
        Assert.True(new TopicFilter(filter).TryMatch(topic, out string named));
        Assert.Equal(device, named);
    }

    [Theory]
    [InlineData("plant/pump/+/telemetry", "plant/pump/7")]
    [InlineData("plant/pump/+/telemetry", "plant/pump/7/telemetry/x")]
    [InlineData("plant/pump/+/telemetry", "plant/pump/7/8/telemetry")]
    [InlineData("plant/+", "plant")]
    [InlineData("plant", "Plant")]
    [InlineData("#", "$SYS/uptime")]
    [InlineData("+/uptime", "$SYS/uptime")]
    public void TryMatch_Other_DoesNot(string filter, string topic) => Assert.False(new TopicFilter(filter).TryMatch(topic, out _));

    [Theory]
    [InlineData("")]
    [InlineData("a/#/b")]
    [InlineData("a#")]
    [InlineData("a/b+/c")]
    public void TopicFilter_NotOne_IsRefused(string filter) => Assert.Throws<FormatException>(() => new TopicFilter(filter));
}
