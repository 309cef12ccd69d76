namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>On what terms a client is told messages. Its session's lock guards it.</summary>
/// <param name="inFlightMax">Messages above QoS 0 that it has not acknowledged.</param>
internal sealed class MqttTerms(MqttConnect connect, int inFlightMax)
{
    private const int HeaderBytesMax = 32;
    private const int AliasesMax = 64;

    private Dictionary<string, int>? _aliases;

    public bool IsVersion5 { get; } = connect.Version == MqttVersion.V500;

    public int InFlightMax { get; } = Math.Min(inFlightMax, connect.ReceiveMaximum);

    /// <summary>Whether it is small enough.</summary>
    public bool Takes(MqttDelivery delivery)
    {
        var message = delivery.Message;
        return connect.PacketBytesMax == uint.MaxValue
            || HeaderBytesMax + 3L * message.Topic.Length + message.Payload.Length + message.Properties.Length + 5 * delivery.SubscriptionIds.Length <= connect.PacketBytesMax;
    }

    /// <summary>Of one that is sent right after.</summary>
    public MqttPublishHead Head(MqttDelivery delivery, long nowMs)
    {
        int max = Math.Min(AliasesMax, (int)connect.TopicAliasMaximum), alias = 0;
        bool isKnown = max > 0 && (_aliases ??= new(StringComparer.Ordinal)).TryGetValue(delivery.Message.Topic, out alias);
        if (!isKnown && max > 0 && _aliases!.Count < max) _aliases.Add(delivery.Message.Topic, alias = _aliases.Count + 1);
        return new MqttPublishHead(IsVersion5, alias, isKnown, delivery.WasSent && delivery.Qos > 0, nowMs);
    }
}
