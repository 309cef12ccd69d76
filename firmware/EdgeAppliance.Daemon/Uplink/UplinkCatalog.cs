using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Uplink.Data;
using EdgeAppliance.Daemon.Uplink.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Every kind of uplink there is: NativeAOT allows no scanning, and a list is easier to read.</summary>
internal static class UplinkCatalog
{
    public static UplinkMade Make(UplinkConfiguration configuration, UplinkContext context) => configuration switch
    {
        MqttUplinkConfiguration mqtt => MqttLink.Make(mqtt, context),
        AmqpUplinkConfiguration amqp => AmqpUplink.Make(amqp, context),
        SparkplugUplinkConfiguration sparkplug => SparkplugLink.Make(sparkplug, context),
        DataUplinkConfiguration data => DataLink.Make(data, context),
        _ => throw new ArgumentException($"There is no uplink of type '{configuration.Type}'.", nameof(configuration)),
    };
}
