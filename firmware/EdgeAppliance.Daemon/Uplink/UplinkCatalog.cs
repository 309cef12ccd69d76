using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Every kind of uplink there is: NativeAOT allows no scanning, and a list is easier to read.</summary>
internal static class UplinkCatalog
{
    /// <param name="now">The time that certificates are checked against.</param>
    public static (IUplinkLink Link, TimeSpan SilenceMax, UplinkPace Pace, string Topic) Make(UplinkConfiguration configuration, string device, Func<DateTimeOffset> now) => configuration switch
    {
        MqttUplinkConfiguration mqtt => (new MqttLink(mqtt, device, now), mqtt.KeepAlive, mqtt.Pace, mqtt.Topic),
        _ => throw new ArgumentException($"There is no uplink of type '{configuration.Type}'.", nameof(configuration)),
    };
}
