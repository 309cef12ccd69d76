namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>One entry of a SUBSCRIBE (MQTT 5 section 3.8.3).</summary>
/// <param name="Text">With the group of a shared subscription.</param>
/// <param name="Options">As they lie in the packet: QoS, no local, retain as published, retain handling.</param>
/// <param name="Id">The subscription identifier; 0 for none.</param>
internal readonly record struct MqttFilter(string Text, byte Options, uint Id)
{
    /// <summary>Options that are told only by version 5.</summary>
    private const int QosBits = 0x03;

    public int Qos => Options & QosBits;

    /// <summary>What the client itself publishes is not told to it.</summary>
    public bool NoLocal => (Options & 0x04) != 0;

    /// <summary>The retain flag is told as it was published.</summary>
    public bool RetainAsPublished => (Options & 0x08) != 0;

    /// <summary>0 retained messages are told at once, 1 only where the subscription is new, 2 not.</summary>
    public int RetainHandling => (Options >> 4) & 3;
}
