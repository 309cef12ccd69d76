using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads <c>mqtt</c>: the limits of the embedded broker, as <see cref="MqttBrokerOptions"/> tells them.</summary>
internal static class MqttBrokerReader
{
    private const int ManyMax = 1_000_000;

    /// <summary>Packet ids are 65,535 a client.</summary>
    private const int PacketsMax = 60_000;

    private const int PacketBytesLeast = 1024;

    /// <summary>What a packet's length can say (MQTT 5 section 1.5.5).</summary>
    private const int PacketBytesMost = 268_435_455;

    private static readonly TimeSpan s_expiryMost = TimeSpan.FromDays(365);

    public static MqttBrokerOptions Read(ConfigSection section)
    {
        var usual = new MqttBrokerOptions();
        var options = new MqttBrokerOptions
        {
            ConnectionsMax = section.Integer("connections", usual.ConnectionsMax, 1, ManyMax),
            ConnectionsPerDeviceMax = section.Integer("connectionsPerDevice", usual.ConnectionsPerDeviceMax, 1, ManyMax),
            ConnectsPerSecond = section.Integer("connectsPerSecond", usual.ConnectsPerSecond, 0, ManyMax),
            PacketBytesMax = (int)Math.Min(PacketBytesMost, section.Size("packet", usual.PacketBytesMax, PacketBytesLeast)),
            UnacknowledgedMax = section.Integer("unacknowledged", usual.UnacknowledgedMax, 1, PacketsMax),
            PublishesPerSecond = section.Integer("publishesPerSecond", usual.PublishesPerSecond, 0, ManyMax),
            InFlightMax = section.Integer("inFlight", usual.InFlightMax, 1, PacketsMax),
            QueueMax = section.Integer("queue", usual.QueueMax, 1, PacketsMax),
            QueueBytesMax = section.Size("queueBytes", usual.QueueBytesMax, PacketBytesLeast),
            QueuedBytesMax = section.Size("queuedBytes", usual.QueuedBytesMax, PacketBytesLeast),
            SessionsMax = section.Integer("sessions", usual.SessionsMax, 0, ManyMax),
            SessionExpiryMax = section.Duration("sessionExpiry", usual.SessionExpiryMax, TimeSpan.Zero, s_expiryMost),
            SubscriptionsMax = section.Integer("subscriptions", usual.SubscriptionsMax, 1, ManyMax),
            RetainedTopicsMax = section.Integer("retained", usual.RetainedTopicsMax, 0, ManyMax),
            RetainedBytesMax = section.Size("retainedBytes", usual.RetainedBytesMax, 0),
            Origins = [.. section.TextNodes("origins").Select(section.TextOf).OfType<string>()],
        };
        section.RefuseUnknownKeys();
        return options;
    }
}
