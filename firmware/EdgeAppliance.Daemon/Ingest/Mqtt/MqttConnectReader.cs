namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Reads a CONNECT: 1 protocol and version, 2 flags, 3 properties, 4 client id, 5 will, 6 user name and password.</summary>
internal static class MqttConnectReader
{
    private const int CleanFlag = 0x02;
    private const int WillFlag = 0x04;
    private const int WillRetainFlag = 0x20;
    private const int PasswordFlag = 0x40;
    private const int UserFlag = 0x80;

    /// <exception cref="MqttProtocolException">It is none, or of another version.</exception>
    public static MqttConnect Read(ReadOnlySpan<byte> body)
    {
        var reader = new MqttReader(body);
        var version = Version(ref reader); // 1
        bool is5 = version == MqttVersion.V500;
        int flags = reader.U8(); // 2
        Check(flags, is5);
        ushort keepAlive = reader.U16();
        var properties = reader.Properties(is5); // 3
        bool clean = (flags & CleanFlag) != 0;
        string client = reader.Text(); // 4
        if (!is5 && client.Length == 0 && !clean) throw new MqttProtocolException(MqttReason.ClientIdNotValid, "A session that lasts needs a client id.");
        var will = (flags & WillFlag) != 0 ? Will(ref reader, flags, is5) : null; // 5
        string? user = (flags & UserFlag) != 0 ? reader.Text() : null; // 6
        byte[] password = (flags & PasswordFlag) != 0 ? reader.Binary().ToArray() : [];
        if (!reader.IsAtEnd) throw MqttProtocolException.Malformed("The CONNECT is longer than what is in it.");
        var connect = new MqttConnect(version, client, clean)
        {
            KeepAliveSeconds = keepAlive, UserName = user, Password = password, Will = will, SessionExpirySeconds = is5 || clean ? 0 : uint.MaxValue,
        };
        return WithProperties(connect, properties);
    }

    private static MqttVersion Version(ref MqttReader reader)
    {
        var name = reader.Binary();
        byte level = reader.U8();
        if (name.SequenceEqual("MQTT"u8) && level is 4 or 5) return (MqttVersion)level;
        if (name.SequenceEqual("MQIsdp"u8) && level == 3) return MqttVersion.V310;
        throw new MqttProtocolException(MqttReason.UnsupportedVersion, "This protocol is not spoken here.");
    }

    private static void Check(int flags, bool is5)
    {
        int willQos = (flags >> 3) & 3;
        bool hasWill = (flags & WillFlag) != 0;
        if ((flags & 1) != 0 || willQos == 3 || (!hasWill && (willQos != 0 || (flags & WillRetainFlag) != 0))) throw MqttProtocolException.Malformed("The flags of the CONNECT do not fit together.");
        if (!is5 && (flags & (UserFlag | PasswordFlag)) == PasswordFlag) throw MqttProtocolException.Malformed("A password comes with a user name.");
    }

    private static MqttConnect WithProperties(MqttConnect connect, ReadOnlySpan<byte> properties)
    {
        var reader = new MqttPropertyReader(properties);
        while (reader.Next())
        {
            connect = reader.Id switch
            {
                MqttProperty.SessionExpiry => connect with { SessionExpirySeconds = reader.Number },
                MqttProperty.ReceiveMaximum => connect with { ReceiveMaximum = (ushort)NotZero(reader.Number) },
                MqttProperty.MaximumPacketSize => connect with { PacketBytesMax = NotZero(reader.Number) },
                MqttProperty.TopicAliasMaximum => connect with { TopicAliasMaximum = (ushort)reader.Number },
                MqttProperty.RequestProblem => connect with { WantsReasons = reader.Number == 1 },
                MqttProperty.AuthenticationMethod => connect with { Method = System.Text.Encoding.UTF8.GetString(reader.Bytes) },
                MqttProperty.AuthenticationData => connect with { MethodData = reader.Bytes.ToArray() },
                MqttProperty.RequestResponse or MqttProperty.UserProperty => connect,
                _ => throw MqttProtocolException.Error($"The property {reader.Id} does not belong into a CONNECT."),
            };
        }
        return connect;
    }

    private static uint NotZero(uint number) => number > 0 ? number : throw MqttProtocolException.Error("A maximum is not 0.");

    private static LastWill Will(ref MqttReader reader, int flags, bool is5)
    {
        var properties = new MqttPropertyReader(reader.Properties(is5));
        uint delay = 0, expiry = 0;
        var handedOn = MqttBytes.Rent();
        while (properties.Next())
        {
            if (properties.Id == MqttProperty.WillDelay) delay = properties.Number;
            else if (properties.Id == MqttProperty.MessageExpiry) expiry = properties.Number;
            else if (MqttPublishFrame.IsHandedOn(properties.Id)) handedOn.Raw(properties.Raw);
            else throw MqttProtocolException.Error($"The property {properties.Id} does not belong to a will.");
        }
        byte[] kept = handedOn.Written.ToArray();
        handedOn.Return();
        string topic = reader.Text();
        if (!MqttTopic.IsName(topic)) throw new MqttProtocolException(MqttReason.TopicNameInvalid, "The will's topic is none.");
        byte[] payload = reader.Binary().ToArray();
        return new LastWill(new MqttMessage(topic, payload, (flags >> 3) & 3) { Retain = (flags & WillRetainFlag) != 0, Properties = kept, ExpirySeconds = expiry }, delay);
    }
}
