using System.Buffers.Binary;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Goes through the properties of a packet (MQTT 5 section 2.2.2). Each may stand there once, but for user properties.</summary>
internal ref struct MqttPropertyReader(ReadOnlySpan<byte> properties)
{
    private MqttReader _reader = new(properties);
    private ulong _seen;

    public MqttProperty Id { get; private set; }

    /// <summary>Of one that is a number.</summary>
    public uint Number { get; private set; }

    /// <summary>Of one that is a text or bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>As it lies in the packet, with its identifier.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <exception cref="MqttProtocolException">There is no such property, or it is malformed, or there twice.</exception>
    public bool Next()
    {
        if (_reader.IsAtEnd) return false;
        var before = _reader.Rest;
        // All identifiers have one byte, and a longer one is none that is known.
        Id = (MqttProperty)_reader.U8();
        Bytes = default;
        Number = 0;
        ReadValue();
        Raw = before[..(before.Length - _reader.Rest.Length)];
        if (Id == MqttProperty.UserProperty) return true;
        if ((_seen & (1UL << (int)Id)) != 0) throw MqttProtocolException.Error($"The property {Id} is there twice.");
        _seen |= 1UL << (int)Id;
        return true;
    }

    private void ReadValue()
    {
        switch (Id)
        {
            case MqttProperty.PayloadFormat or MqttProperty.RequestProblem or MqttProperty.RequestResponse:
                Number = _reader.U8();
                if (Number > 1) throw MqttProtocolException.Error($"The property {Id} is 0 or 1.");
                return;
            case MqttProperty.ServerKeepAlive or MqttProperty.ReceiveMaximum or MqttProperty.TopicAliasMaximum or MqttProperty.TopicAlias:
                Number = _reader.U16();
                return;
            case MqttProperty.MessageExpiry or MqttProperty.SessionExpiry or MqttProperty.WillDelay or MqttProperty.MaximumPacketSize:
                Number = BinaryPrimitives.ReadUInt32BigEndian(_reader.Take(sizeof(uint)));
                return;
            case MqttProperty.SubscriptionId:
                Number = (uint)_reader.VarInt();
                return;
            case MqttProperty.ContentType or MqttProperty.ResponseTopic or MqttProperty.AssignedClientId or MqttProperty.AuthenticationMethod or MqttProperty.ReasonString:
                Bytes = _reader.Utf8Text();
                return;
            case MqttProperty.CorrelationData or MqttProperty.AuthenticationData:
                Bytes = _reader.Binary();
                return;
            case MqttProperty.UserProperty:
                _reader.Utf8Text();
                _reader.Utf8Text();
                return;
            default: throw MqttProtocolException.Malformed($"There is no property {(int)Id}.");
        }
    }
}
