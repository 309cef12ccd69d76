using System.Text;

namespace EdgeAppliance.FuzzTests.Mqtt;

/// <summary>Good packets of MQTT 3.1.1 and 5, as bytes.</summary>
internal static class Packets
{
    /// <summary>The longest remaining length that four bytes can say: 256 MiB - 1.</summary>
    public static byte[] LongestLength => [0xff, 0xff, 0xff, 0x7f];

    public static byte[] PingRequest => [0xc0, 0];

    public static byte[] Disconnect => [0xe0, 0];

    public static byte[] Connect(int version, string client, ushort keepAliveS = 0) =>
        Frame(0x10, [.. Text("MQTT"), (byte)version, 0x02, .. Number(keepAliveS), .. Properties(version), .. Text(client)]);

    public static byte[] ConnectWithWill(int version, string client) =>
        Frame(0x10, [.. Text("MQTT"), (byte)version, 0xee, .. Number(60), .. Properties(version), .. Text(client),
            .. Properties(version), .. Text("plant/1/telemetry"), .. Text("""{"temp": 1}"""), .. Text("user"), .. Text("password")]);

    public static byte[] Publish(int version, int qos, ushort id, string topic, string payload) =>
        Frame((byte)(0x30 | (qos << 1)), [.. Text(topic), .. qos == 0 ? [] : Number(id), .. Properties(version), .. Encoding.UTF8.GetBytes(payload)]);

    /// <summary>Topic alias 1, content type and a user property.</summary>
    public static byte[] PublishWithProperties(ushort id, string topic, string payload)
    {
        byte[] properties = [0x23, 0, 1, 0x03, .. Text("application/json"), 0x26, .. Text("key"), .. Text("value")];
        return Frame(0x32, [.. Text(topic), .. Number(id), (byte)properties.Length, .. properties, .. Encoding.UTF8.GetBytes(payload)]);
    }

    public static byte[] Subscribe(int version, ushort id, string filter) =>
        Frame(0x82, [.. Number(id), .. Properties(version), .. Text(filter), 1]);

    public static byte[] Unsubscribe(int version, ushort id, string filter) =>
        Frame(0xa2, [.. Number(id), .. Properties(version), .. Text(filter)]);

    public static byte[] Acknowledge(byte type, ushort id) => Frame(type, Number(id));

    public static byte[] Frame(byte first, byte[] body) => [first, .. Length(body.Length), .. body];

    public static byte[] Length(int length)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)((length & 0x7f) | (length > 0x7f ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. bytes];
    }

    private static byte[] Text(string text) => [.. Number((ushort)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(ushort number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Properties(int version) => version == 5 ? [0] : [];
}
