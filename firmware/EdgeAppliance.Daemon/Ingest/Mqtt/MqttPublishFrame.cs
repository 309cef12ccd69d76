namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>A PUBLISH as it lies in the receive buffer (section 3.3).</summary>
internal readonly ref struct MqttPublishFrame
{
    private const int RetainFlag = 0x01;
    private const int ResentFlag = 0x08;

    private MqttPublishFrame(byte first, ushort packetId, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> payload)
    {
        Qos = (first >> 1) & 3;
        IsRetained = (first & RetainFlag) != 0;
        IsResent = (first & ResentFlag) != 0;
        PacketId = packetId;
        Topic = topic;
        Properties = properties;
        Payload = payload;
    }

    public int Qos { get; }

    public bool IsRetained { get; }

    /// <summary>The client says that it sent this before (DUP).</summary>
    public bool IsResent { get; }

    /// <summary>0 at QoS 0, which is not acknowledged.</summary>
    public ushort PacketId { get; }

    /// <summary>Empty where a topic alias stands for it.</summary>
    public ReadOnlySpan<byte> Topic { get; }

    public ReadOnlySpan<byte> Properties { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Whether the property goes on to those who have subscribed.</summary>
    public static bool IsHandedOn(MqttProperty property) =>
        property is MqttProperty.PayloadFormat or MqttProperty.ContentType or MqttProperty.ResponseTopic or MqttProperty.CorrelationData or MqttProperty.UserProperty;

    /// <exception cref="MqttProtocolException">It is malformed.</exception>
    public static MqttPublishFrame Read(in MqttFrame frame, bool isVersion5)
    {
        var reader = new MqttReader(frame.Body);
        int qos = (frame.First >> 1) & 3;
        if (qos == 3) throw MqttProtocolException.Malformed("There is no QoS 3.");
        if (qos == 0 && (frame.First & ResentFlag) != 0) throw MqttProtocolException.Malformed("At QoS 0 nothing is sent again.");
        var topic = reader.Binary();
        ushort packetId = qos > 0 ? reader.U16() : (ushort)0;
        if (qos > 0 && packetId == 0) throw MqttProtocolException.Error("A packet id is not 0.");
        var properties = reader.Properties(isVersion5);
        return new MqttPublishFrame(frame.First, packetId, topic, properties, reader.Rest);
    }

    /// <returns>Null where there is none.</returns>
    /// <exception cref="MqttProtocolException">A property is malformed, or does not belong here.</exception>
    public int? Alias()
    {
        int? alias = null;
        var reader = new MqttPropertyReader(Properties);
        while (reader.Next())
        {
            if (reader.Id == MqttProperty.TopicAlias) alias = (int)reader.Number;
            else if (!IsHandedOn(reader.Id) && reader.Id != MqttProperty.MessageExpiry) throw MqttProtocolException.Error($"The property {reader.Id} does not belong into a PUBLISH.");
        }
        return alias;
    }

    /// <param name="topic">What its alias stands for, where it has one.</param>
    public MqttMessage ToMessage(string topic, long nowMs)
    {
        var message = new MqttMessage(topic, Payload.ToArray(), Qos) { Retain = IsRetained };
        if (Properties.IsEmpty) return message;
        var reader = new MqttPropertyReader(Properties);
        var handedOn = MqttBytes.Rent();
        uint expiry = 0;
        bool expires = false;
        while (reader.Next())
        {
            if (IsHandedOn(reader.Id)) handedOn.Raw(reader.Raw);
            else if (reader.Id == MqttProperty.MessageExpiry) (expiry, expires) = (reader.Number, true);
        }
        message = message with { Properties = handedOn.Written.ToArray(), ExpirySeconds = expiry, ExpiresAtMs = expires ? nowMs + 1000L * expiry : long.MaxValue };
        handedOn.Return();
        return message;
    }
}
