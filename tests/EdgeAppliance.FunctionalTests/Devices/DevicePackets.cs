using System.Globalization;
using System.Text;

namespace EdgeAppliance.FunctionalTests.Devices;

/// <summary>The packets that a device sends, as MQTT 3.1.1 and 5 write them; all shorter than 128 bytes.</summary>
internal sealed class DevicePackets(DeviceOptions options)
{
    public const byte ConnectAnswer = 0x20;
    public const byte PublishAnswer = 0x40;

    private readonly byte[] _noProperties = options.Version == 5 ? [0] : [];
    private readonly byte[] _topic = Text(options.Topic);

    // A clean session would have it forget what was not acknowledged: MQTT 5 section 4.4. Keep-alive 0.
    public byte[] Connect() => Packet(0x10, [0, 4, .. "MQTT"u8, options.Version, 0, 0, 0, .. _noProperties, .. Text($"device-{options.Name}")]);

    public byte[] Publish(ushort packetId, long sequence, bool again)
    {
        string temperature = options.Temperature(sequence).ToString(CultureInfo.InvariantCulture);
        byte[] payload = Encoding.ASCII.GetBytes($$"""{"seq":{{sequence}},"temp":{{temperature}}}""");
        return Packet((byte)(0x32 | (again ? 8 : 0)), [.. _topic, (byte)(packetId >> 8), (byte)packetId, .. _noProperties, .. payload]);
    }

    private static byte[] Packet(byte first, byte[] body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, 127);
        return [first, (byte)body.Length, .. body];
    }

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
