using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>How sessions and messages lie in the store. Frozen formats, big endian, texts behind a u16 with their length, bytes behind a u32:
/// <code>
/// session   u8 1, u32 expiry in seconds, text client, text device, u16 count, each: text filter, u8 options, u32 identifier;
///           u16 the last packet id that may have been given out (0 where it ends before)
/// delivery  u8 1, i64 session, u16 packet id, u8 flags (QoS in bits 0-1, 4 retain, 8 released), u8 count, each: u32 identifier; message
/// message   u8 1, u8 flags (QoS in bits 0-1), text topic, u32 expiry in seconds, i64 ms since 1970 when it is over (0 for never),
///           bytes properties as MQTT 5 has them, bytes payload
/// will      u8 1, i64 session, u32 delay in seconds, u8 flags (4 retain), text device; message
/// </code>
/// A retained message is stored as a message, a packet id as an empty blob, or one of a byte 1 while its source does not have the message.</summary>
internal static class MqttStateFormat
{
    private const byte Version = 1;
    private const int RetainFlag = 4;
    private const int ReleasedFlag = 8;
    private const int IdsMax = byte.MaxValue;

    public static byte[] Write(MqttSession session) => Written(to =>
    {
        to.U8(Version);
        to.U32(session.ExpirySeconds);
        to.Text(session.Client);
        to.Text(session.Device?.Record.Id ?? "");
        var subscriptions = session.Subscriptions;
        to.U16(subscriptions.Count);
        foreach (var subscription in subscriptions)
        {
            to.Text(subscription.Asked.Text);
            to.U8(subscription.Asked.Options);
            to.U32(subscription.Asked.Id);
        }
        to.U16(session.LastReservedId);
    });

    public static MqttStoredSession ReadSession(long number, ReadOnlySpan<byte> blob)
    {
        var reader = Open(blob);
        uint expiry = reader.U32();
        string client = reader.Text(), device = reader.Text();
        var filters = new MqttFilter[reader.U16()];
        for (int i = 0; i < filters.Length; i++) filters[i] = new MqttFilter(reader.Text(), reader.U8(), reader.U32());
        return new MqttStoredSession(number, client, device, expiry, filters, reader.IsAtEnd ? (ushort)0 : reader.U16());
    }

    public static byte[] Write(MqttSession session, MqttDelivery delivery, TimeProvider time) => Written(to =>
    {
        to.U8(Version);
        to.I64(session.Number);
        to.U16(delivery.PacketId);
        to.U8((byte)(delivery.Qos | (delivery.Retain ? RetainFlag : 0) | (delivery.IsReleased ? ReleasedFlag : 0)));
        int count = Math.Min(IdsMax, delivery.SubscriptionIds.Length);
        to.U8((byte)count);
        for (int i = 0; i < count; i++) to.U32(delivery.SubscriptionIds[i]);
        // A client that has it needs but its packet id.
        Write(to, delivery.IsReleased ? delivery.Message with { Payload = [], Properties = [] } : delivery.Message, time);
    });

    public static MqttDelivery ReadDelivery(ReadOnlySpan<byte> blob, TimeProvider time, out long session)
    {
        var reader = Open(blob);
        session = reader.I64();
        ushort packetId = reader.U16();
        int flags = reader.U8();
        var ids = new uint[reader.U8()];
        for (int i = 0; i < ids.Length; i++) ids[i] = reader.U32();
        return new MqttDelivery(ReadMessage(reader.Rest, time), flags & 3, (flags & RetainFlag) != 0)
        {
            SubscriptionIds = ids, PacketId = packetId, IsReleased = (flags & ReleasedFlag) != 0, WasSent = true,
        };
    }

    public static byte[] Write(MqttSession session, LastWill will, TimeProvider time) => Written(to =>
    {
        to.U8(Version);
        to.I64(session.Number);
        to.U32(will.DelaySeconds);
        to.U8((byte)(will.Message.Retain ? RetainFlag : 0));
        to.Text(session.Device?.Record.Id ?? "");
        Write(to, will.Message, time);
    });

    /// <param name="device">Whose it is; empty where everybody was taken.</param>
    public static LastWill ReadWill(ReadOnlySpan<byte> blob, TimeProvider time, out long session, out string device)
    {
        var reader = Open(blob);
        session = reader.I64();
        uint delay = reader.U32();
        bool retain = (reader.U8() & RetainFlag) != 0;
        device = reader.Text();
        return new LastWill(ReadMessage(reader.Rest, time) with { Retain = retain }, delay);
    }

    public static byte[] Write(MqttMessage message, TimeProvider time) => Written(to => Write(to, message, time));

    public static MqttMessage ReadMessage(ReadOnlySpan<byte> blob, TimeProvider time)
    {
        var reader = Open(blob);
        int qos = reader.U8() & 3;
        string topic = reader.Text();
        uint expiry = reader.U32();
        long overMs = reader.I64();
        byte[] properties = reader.Take((int)reader.U32()).ToArray(), payload = reader.Take((int)reader.U32()).ToArray();
        // The clock may have been set since: it is of use no longer than when it came.
        long leftMs = Math.Clamp(overMs - UnixMs(time), 0, 1000L * expiry);
        return new MqttMessage(topic, payload, qos) { Properties = properties, ExpirySeconds = expiry, ExpiresAtMs = overMs == 0 ? long.MaxValue : time.NowMs() + leftMs };
    }

    private static void Write(MqttBytes to, MqttMessage message, TimeProvider time)
    {
        to.U8(Version);
        to.U8((byte)message.Qos);
        to.Text(message.Topic);
        to.U32(message.ExpirySeconds);
        to.I64(message.ExpiresAtMs == long.MaxValue ? 0 : UnixMs(time) + message.ExpiresAtMs - time.NowMs());
        Bytes(to, message.Properties);
        Bytes(to, message.Payload);
    }

    private static void Bytes(MqttBytes to, byte[] bytes)
    {
        to.U32((uint)bytes.Length);
        to.Raw(bytes);
    }

    private static MqttReader Open(ReadOnlySpan<byte> blob)
    {
        var reader = new MqttReader(blob);
        return reader.U8() == Version ? reader : throw MqttProtocolException.Malformed("It is of another version.");
    }

    private static long UnixMs(TimeProvider time) => UnixTime.Us(time.GetUtcNow()) / 1000;

    private static byte[] Written(Action<MqttBytes> write)
    {
        var bytes = MqttBytes.Rent();
        write(bytes);
        byte[] written = bytes.Written.ToArray();
        bytes.Return();
        return written;
    }
}
