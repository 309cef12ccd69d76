namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>On what terms a client is told messages. Its session's lock guards it.</summary>
/// <param name="inFlightMax">Messages above QoS 0 that it has not acknowledged.</param>
internal sealed class MqttTerms(MqttConnect connect, int inFlightMax)
{
    private const int AliasesMax = 64;

    private Dictionary<string, int>? _aliases;

    public bool IsVersion5 { get; } = connect.Version == MqttVersion.V500;

    public int InFlightMax { get; } = Math.Min(inFlightMax, connect.ReceiveMaximum);

    /// <summary>Whether it is told why in words.</summary>
    public bool WantsReasons => connect.WantsReasons;

    /// <summary>Whether the client takes a packet of so many bytes.</summary>
    public bool Takes(long packetBytes) => packetBytes <= connect.PacketBytesMax;

    /// <summary>Of one that is sent right after.</summary>
    /// <returns>False where it is larger than the client takes.</returns>
    public bool TryHead(MqttDelivery delivery, long nowMs, out MqttPublishHead head)
    {
        int alias = Alias(delivery.Message.Topic, out bool isKnown);
        bool isResent = delivery.WasSent && delivery.Qos > 0;
        head = new MqttPublishHead(IsVersion5, alias, isKnown, isResent, nowMs);
        bool fits = Takes(delivery, head);
        if (!fits && alias > 0)
        {
            // An alias may take more room than the topic, or be made for it another time.
            head = new MqttPublishHead(IsVersion5, 0, false, isResent, nowMs);
            return Takes(delivery, head);
        }
        if (fits && alias > 0 && !isKnown) _aliases!.Add(delivery.Message.Topic, alias);
        return fits;
    }

    private bool Takes(MqttDelivery delivery, in MqttPublishHead head) => connect.PacketBytesMax == uint.MaxValue || Takes(MqttPackets.PublishBytes(delivery, head));

    /// <returns>0 where the client takes no more of them.</returns>
    private int Alias(string topic, out bool isKnown)
    {
        int max = Math.Min(AliasesMax, (int)connect.TopicAliasMaximum);
        isKnown = false;
        if (max == 0) return 0;
        isKnown = (_aliases ??= new(StringComparer.Ordinal)).TryGetValue(topic, out int alias);
        return isKnown ? alias : _aliases.Count < max ? _aliases.Count + 1 : 0;
    }
}
