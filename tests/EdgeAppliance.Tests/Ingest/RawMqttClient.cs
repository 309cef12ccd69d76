using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.Tests.Ingest;

/// <summary>A client that sends just what a test wants, byte by byte, since real ones do not resend on demand.</summary>
internal sealed class RawMqttClient : IDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly byte _version;

    private RawMqttClient(byte version) => _version = version;

    public static async Task<RawMqttClient> Connect(IPEndPoint broker, byte version, string name)
    {
        var client = new RawMqttClient(version);
        await client._tcp.ConnectAsync(broker);
        byte[] properties = version == 5 ? [0] : [];
        // Not a clean session, keep-alive 60 s.
        await client.Send(0x10, [0, 4, .. "MQTT"u8, version, 0, 0, 60, .. properties, .. Text(name)]);
        Assert.Equal(0x20, (await client.Receive())[0]);
        return client;
    }

    /// <summary>Sends a publish of plant/7/telemetry.</summary>
    public Task Publish(ushort packetId, string payload, bool dup = false, int qos = 1)
    {
        byte[] properties = _version == 5 ? [0] : [];
        return Send((byte)(0x30 | (dup ? 8 : 0) | qos << 1), [.. Text("plant/7/telemetry"), (byte)(packetId >> 8), (byte)packetId, .. properties, .. Encoding.UTF8.GetBytes(payload)]);
    }

    public Task Release(ushort packetId) => Send(0x62, [(byte)(packetId >> 8), (byte)packetId]);

    /// <returns>The packet's first byte, and its packet id.</returns>
    public async Task<(byte First, ushort PacketId)> Answer()
    {
        byte[] packet = await Receive();
        return (packet[0], (ushort)(packet[2] << 8 | packet[3]));
    }

    /// <summary>Ends without a word, as where the line breaks.</summary>
    public void Dispose() => _tcp.Dispose();

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private async Task Send(byte first, byte[] body)
    {
        Assert.True(body.Length < 128);
        await _tcp.GetStream().WriteAsync((byte[])[first, (byte)body.Length, .. body]);
    }

    private async Task<byte[]> Receive()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        byte[] head = new byte[2];
        await _tcp.GetStream().ReadExactlyAsync(head, patience.Token);
        byte[] body = new byte[head[1]];
        await _tcp.GetStream().ReadExactlyAsync(body, patience.Token);
        return [.. head, .. body];
    }
}
