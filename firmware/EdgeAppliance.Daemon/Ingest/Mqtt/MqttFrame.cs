namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>One MQTT control packet as it lies in the receive buffer (MQTT 3.1.1 section 2.2): first byte, length, body.</summary>
internal readonly ref struct MqttFrame
{
    private const int LengthBytesMax = 4;
    private const int PublishType = 3;
    private const int ConnectType = 1;

    private MqttFrame(byte first, ReadOnlySpan<byte> body, int size)
    {
        First = first;
        Body = body;
        Size = size;
    }

    /// <summary>The packet's type in the upper four bits, its flags in the lower.</summary>
    public byte First { get; }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Bytes of the whole packet.</summary>
    public int Size { get; }

    public bool IsPublish => First >> 4 == PublishType;

    public bool IsConnect => First >> 4 == ConnectType;

    /// <param name="bodyBytesMax">A longer body is refused as soon as its length is known, before anything is kept for it.</param>
    public static MqttFrameStatus TryRead(ReadOnlySpan<byte> received, int bodyBytesMax, out MqttFrame frame)
    {
        frame = default;
        int length = 0;
        for (int i = 0; i < LengthBytesMax; i++)
        {
            if (received.Length < i + 2) return MqttFrameStatus.Incomplete;
            byte part = received[i + 1];
            length |= (part & 0x7f) << (7 * i);
            if ((part & 0x80) != 0) continue;
            if (length > bodyBytesMax) return MqttFrameStatus.TooLarge;
            int start = i + 2;
            if (received.Length - start < length) return MqttFrameStatus.Incomplete;
            frame = new MqttFrame(received[0], received.Slice(start, length), start + length);
            return MqttFrameStatus.Whole;
        }
        return MqttFrameStatus.Malformed;
    }
}
