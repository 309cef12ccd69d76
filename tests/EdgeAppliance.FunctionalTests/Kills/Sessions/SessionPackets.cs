using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.FunctionalTests.Kills.Sessions;

/// <summary>The packets of a client whose session lasts, as MQTT 3.1.1 and 5 write them; all shorter than 128 bytes.</summary>
/// <param name="version">4 for MQTT 3.1.1, or 5.</param>
internal sealed class SessionPackets(byte version)
{
    public const byte ConnectAnswer = 0x20, Publish = 0x30, PubAck = 0x40, PubRec = 0x50, PubRel = 0x62, PubComp = 0x70, SubscribeAnswer = 0x90, Disconnect = 0xe0;

    private readonly byte[] _noProperties = version == 5 ? [0] : [];

    // Version 5 says for how long: an hour.
    private readonly byte[] _lasting = version == 5 ? [5, 0x11, 0, 0, 0x0e, 0x10] : [];

    /// <param name="will">Its delay in seconds, topic and payload; null for none.</param>
    public byte[] Connect(string client, (uint DelaySeconds, string Topic, string Payload)? will = null)
    {
        byte[] last = [];
        if (will is { } gone)
        {
            byte[] delay = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(delay, gone.DelaySeconds);
            last = [.. version == 5 ? (byte[])[5, 0x18, .. delay] : [], .. Text(gone.Topic), .. Text(gone.Payload)];
        }
        // A will is at QoS 1. Keep-alive 0.
        return Packet(0x10, [0, 4, .. "MQTT"u8, version, (byte)(will is null ? 0 : 0x0c), 0, 0, .. _lasting, .. Text(client), .. last]);
    }

    public byte[] Subscribe(string filter, int qos) => Packet(0x82, [0, 1, .. _noProperties, .. Text(filter), (byte)qos]);

    public byte[] PublishOf(string topic, string payload, int qos, ushort packetId, bool retain, bool again) =>
        Packet((byte)(Publish | (again ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)), [.. Text(topic), (byte)(packetId >> 8), (byte)packetId, .. _noProperties, .. Encoding.ASCII.GetBytes(payload)]);

    public static byte[] Answer(byte first, ushort packetId) => [first, 2, (byte)(packetId >> 8), (byte)packetId];

    /// <summary>Topic, packet id (0 at QoS 0) and payload of a publish.</summary>
    public (string Topic, ushort PacketId, string Payload) Read(byte first, byte[] body)
    {
        int topic = BinaryPrimitives.ReadUInt16BigEndian(body), at = 2 + topic;
        ushort packetId = 0;
        if ((first & 6) != 0)
        {
            packetId = BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(at));
            at += sizeof(ushort);
        }
        if (version == 5) at += 1 + body[at];
        return (Encoding.ASCII.GetString(body, 2, topic), packetId, Encoding.ASCII.GetString(body.AsSpan(at)));
    }

    private static byte[] Packet(byte first, byte[] body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, 127);
        return [first, (byte)body.Length, .. body];
    }

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
