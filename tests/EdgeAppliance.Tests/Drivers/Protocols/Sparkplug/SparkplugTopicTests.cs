using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Tests.Drivers.Protocols.Sparkplug;

public sealed class SparkplugTopicTests
{
    [Theory]
    [InlineData("spBv1.0/plant/NBIRTH/node 1", "plant", SparkplugMessageType.NodeBirth, "node 1", null)]
    [InlineData("spBv1.0/plant/NDEATH/n", "plant", SparkplugMessageType.NodeDeath, "n", null)]
    [InlineData("spBv1.0/plant/DDATA/n/pump", "plant", SparkplugMessageType.DeviceData, "n", "pump")]
    [InlineData("spBv1.0/plant/DCMD/n/pump", "plant", SparkplugMessageType.DeviceCommand, "n", "pump")]
    internal void TryParse_Topic_IsTakenApartAndPutTogether(string topic, string group, SparkplugMessageType type, string node, string? device)
    {
        Assert.True(SparkplugTopic.TryParse(topic, out var parsed));
        Assert.Equal(new SparkplugTopic(group, type, node, device), parsed);
        Assert.Equal(topic, parsed.ToString());
    }

    [Theory]
    [InlineData("spBv1.0/plant/NDATA")]
    [InlineData("spBv1.0/plant/NDATA/n/pump")]
    [InlineData("spBv1.0/plant/DDATA/n")]
    [InlineData("spBv1.0/plant/DDATA/n/")]
    [InlineData("spBv1.0/plant/DDATA/n/pump/x")]
    [InlineData("spBv1.0//NDATA/n")]
    [InlineData("spBv1.0/plant/ndata/n")]
    [InlineData("spBv1.0/STATE/scada")]
    [InlineData("spAv1.0/plant/NDATA/n")]
    [InlineData("")]
    public void TryParse_NoTopicOfMessages_IsRefused(string topic) => Assert.False(SparkplugTopic.TryParse(topic, out _));
}
