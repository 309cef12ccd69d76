using System.Buffers.Binary;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A publish that asks for no more than to be taken: QoS 0 or 1, not retained, without properties.</summary>
internal readonly ref struct MqttPublishFrame
{
    private const int RetainFlag = 0x01;
    private const int ResentFlag = 0x08;

    private MqttPublishFrame(byte first, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ushort packetId)
    {
        IsResent = (first & ResentFlag) != 0;
        Topic = topic;
        Payload = payload;
        PacketId = packetId;
    }

    /// <summary>The client says that it sent this before (DUP).</summary>
    public bool IsResent { get; }

    public ReadOnlySpan<byte> Topic { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>0 at QoS 0, which is not acknowledged.</summary>
    public ushort PacketId { get; }

    /// <returns>False where it is not as plain as that, or malformed.</returns>
    public static bool TryRead(in MqttFrame frame, bool hasProperties, out MqttPublishFrame publish)
    {
        publish = default;
        int qos = (frame.First >> 1) & 3;
        var rest = frame.Body;
        if (qos > 1 || (frame.First & RetainFlag) != 0 || rest.Length < 2) return false;
        int topicBytes = BinaryPrimitives.ReadUInt16BigEndian(rest);
        // An empty topic stands for a topic alias, which the properties name.
        if (topicBytes == 0 || rest.Length < 2 + topicBytes + 2 * qos + (hasProperties ? 1 : 0)) return false;
        var topic = rest.Slice(2, topicBytes);
        rest = rest[(2 + topicBytes)..];
        ushort packetId = 0;
        if (qos == 1)
        {
            packetId = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (packetId == 0) return false;
            rest = rest[2..];
        }
        if (hasProperties)
        {
            if (rest[0] != 0) return false;
            rest = rest[1..];
        }
        publish = new MqttPublishFrame(frame.First, topic, rest, packetId);
        return true;
    }
}
