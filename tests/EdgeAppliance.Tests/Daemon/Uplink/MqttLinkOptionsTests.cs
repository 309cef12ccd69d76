using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Uplink;
using MQTTnet;

namespace EdgeAppliance.Tests.Daemon.Uplink;

public sealed class MqttLinkOptionsTests
{
    /// <summary>MQTTnet's own 8 KiB let no more than that be on its way, which a link of long delay drains at a crawl.</summary>
    [Fact]
    public void Make_SocketBuffers_HoldWhatIsInFlight()
    {
        var configuration = new MqttUplinkConfiguration("cloud", new Uri("mqtt://127.0.0.1:1883"), "edge/{device}/{pipeline}");
        var options = MqttLinkOptions.Make(configuration, "box", () => DateTimeOffset.UnixEpoch, out _);
        Assert.InRange(((MqttClientTcpOptions)options.ChannelOptions).BufferSize, 256 << 10, 4 << 20);
    }
}
