namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Writes the packets that a broker sends (chapter 3).</summary>
internal static class MqttPackets
{
    public const byte ConnAck = 0x20;
    public const byte Publish = 0x30;
    public const byte PubAck = 0x40;
    public const byte PubRec = 0x50;
    public const byte PubRel = 0x62;
    public const byte PubComp = 0x70;
    public const byte SubAck = 0x90;
    public const byte UnsubAck = 0xb0;
    public const byte PingResp = 0xd0;
    public const byte Disconnect = 0xe0;

    private const int DuplicateFlag = 0x08;
    private const int ReasonCharsMax = 512;

    /// <summary>What a packet has before its body.</summary>
    private const uint PacketHeadBytesMax = 5;

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP that says that all is well.</summary>
    public static void Ack(MqttBytes to, byte first, ushort packetId)
    {
        to.U8(first);
        to.U8(2);
        to.U16(packetId);
    }

    /// <summary>One of version 5 that says more.</summary>
    public static void Ack(MqttBytes to, byte first, ushort packetId, MqttReason reason, string? why)
    {
        int start = to.Begin(first);
        to.U16(packetId);
        to.U8((byte)reason);
        if (why is not null) Reason(to, why);
        to.End(start);
    }

    public static void Ping(MqttBytes to)
    {
        to.U8(PingResp);
        to.U8(0);
    }

    public static void DisconnectWith(MqttBytes to, MqttReason reason)
    {
        to.U8(Disconnect);
        to.U8(1);
        to.U8((byte)reason);
    }

    /// <summary>SUBACK, or UNSUBACK of version 5.</summary>
    public static void Answers(MqttBytes to, byte first, ushort packetId, bool isVersion5, ReadOnlySpan<byte> codes)
    {
        int start = to.Begin(first);
        to.U16(packetId);
        if (isVersion5) to.VarInt(0);
        to.Raw(codes);
        to.End(start);
    }

    /// <summary>A CONNACK that lets in.</summary>
    /// <param name="options">What the broker allows.</param>
    /// <param name="isNamedByUs">The client left its name to the broker.</param>
    public static void Accept(MqttBytes to, MqttConnect connect, MqttSession session, bool isPresent, MqttBrokerOptions options, bool isNamedByUs)
    {
        int start = to.Begin(ConnAck);
        to.U8(isPresent ? (byte)1 : (byte)0);
        to.U8(0);
        if (connect.Version == MqttVersion.V500)
        {
            bool expires = session.ExpirySeconds != connect.SessionExpirySeconds, counts = options.UnacknowledgedMax < ushort.MaxValue;
            to.VarInt(5 + 3 + (expires ? 5 : 0) + (counts ? 3 : 0) + (isNamedByUs ? 3 + System.Text.Encoding.UTF8.GetByteCount(connect.ClientId) : 0) + (connect.Method is { } method ? 3 + System.Text.Encoding.UTF8.GetByteCount(method) : 0));
            Number(to, MqttProperty.MaximumPacketSize, (uint)options.PacketBytesMax + PacketHeadBytesMax);
            Short(to, MqttProperty.TopicAliasMaximum, MqttBrokerOptions.TopicAliasMaximum);
            if (expires) Number(to, MqttProperty.SessionExpiry, session.ExpirySeconds);
            if (counts) Short(to, MqttProperty.ReceiveMaximum, options.UnacknowledgedMax);
            if (isNamedByUs)
            {
                to.U8((byte)MqttProperty.AssignedClientId);
                to.Text(connect.ClientId);
            }
            // Section 4.12: who names a method is told it again.
            if (connect.Method is not null)
            {
                to.U8((byte)MqttProperty.AuthenticationMethod);
                to.Text(connect.Method);
            }
        }
        to.End(start);
    }

    /// <summary>A CONNACK that refuses.</summary>
    /// <param name="version">Null where it is none that is known.</param>
    public static void Refuse(MqttBytes to, MqttVersion? version, MqttReason reason, string? why)
    {
        int start = to.Begin(ConnAck);
        to.U8(0);
        to.U8(version == MqttVersion.V500 ? (byte)reason : OldCode(reason));
        if (version == MqttVersion.V500) Reason(to, why ?? "");
        to.End(start);
    }

    /// <param name="dup">It may have been sent before.</param>
    public static void WritePublish(MqttBytes to, MqttDelivery delivery, in MqttPublishHead head)
    {
        var message = delivery.Message;
        int start = to.Begin((byte)(Publish | (head.IsResent ? DuplicateFlag : 0) | (delivery.Qos << 1) | (delivery.Retain ? 1 : 0)));
        to.Text(head.OmitsTopic ? "" : message.Topic);
        if (delivery.Qos > 0) to.U16(delivery.PacketId);
        if (head.IsVersion5) Properties(to, delivery, head);
        to.Raw(message.Payload);
        to.End(start);
    }

    /// <summary>How large <see cref="WritePublish"/> makes the packet.</summary>
    public static long PublishBytes(MqttDelivery delivery, in MqttPublishHead head)
    {
        var message = delivery.Message;
        int body = 2 + (head.OmitsTopic ? 0 : System.Text.Encoding.UTF8.GetByteCount(message.Topic)) + (delivery.Qos > 0 ? 2 : 0) + message.Payload.Length;
        if (head.IsVersion5)
        {
            int properties = PropertyBytes(delivery, head);
            body += MqttBytes.VarIntBytes(properties) + properties;
        }
        return 1 + MqttBytes.VarIntBytes(body) + body;
    }

    private static int PropertyBytes(MqttDelivery delivery, in MqttPublishHead head)
    {
        var message = delivery.Message;
        int bytes = message.Properties.Length + (head.Alias > 0 ? 3 : 0) + (message.ExpiresAtMs != long.MaxValue ? 5 : 0);
        foreach (uint id in delivery.SubscriptionIds) bytes += 1 + MqttBytes.VarIntBytes((int)id);
        return bytes;
    }

    private static void Properties(MqttBytes to, MqttDelivery delivery, in MqttPublishHead head)
    {
        var message = delivery.Message;
        to.VarInt(PropertyBytes(delivery, head));
        to.Raw(message.Properties);
        if (head.Alias > 0)
        {
            to.U8((byte)MqttProperty.TopicAlias);
            to.U16(head.Alias);
        }
        if (message.ExpiresAtMs != long.MaxValue)
        {
            to.U8((byte)MqttProperty.MessageExpiry);
            to.U32((uint)Math.Max(0, (message.ExpiresAtMs - head.NowMs) / 1000));
        }
        foreach (uint id in delivery.SubscriptionIds)
        {
            to.U8((byte)MqttProperty.SubscriptionId);
            to.VarInt((int)id);
        }
    }

    private static void Number(MqttBytes to, MqttProperty property, uint value)
    {
        to.U8((byte)property);
        to.U32(value);
    }

    private static void Short(MqttBytes to, MqttProperty property, int value)
    {
        to.U8((byte)property);
        to.U16(value);
    }

    private static void Reason(MqttBytes to, string why)
    {
        if (why.Length > ReasonCharsMax) why = why[..ReasonCharsMax];
        int bytes = why.Length == 0 ? 0 : 3 + System.Text.Encoding.UTF8.GetByteCount(why);
        to.VarInt(bytes);
        if (bytes == 0) return;
        to.U8((byte)MqttProperty.ReasonString);
        to.Text(why);
    }

    // MQTT 3.1.1 section 3.2.2.3.
    private static byte OldCode(MqttReason reason) => reason switch
    {
        MqttReason.UnsupportedVersion => 1,
        MqttReason.ClientIdNotValid => 2,
        MqttReason.ServerUnavailable or MqttReason.ServerBusy or MqttReason.ConnectionRateExceeded => 3,
        MqttReason.BadUserNameOrPassword or MqttReason.BadAuthenticationMethod => 4,
        _ => 5,
    };
}
