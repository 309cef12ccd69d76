using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>A client that sends and reads packets as bytes, so that a test says just what goes over the wire.</summary>
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _tcp = new();

    private WireClient(byte version) => Version = version;

    public byte Version { get; }

    private byte[] NoProperties => Version == 5 ? [0] : [];

    public static async Task<WireClient> Open(IPEndPoint broker, byte version = 5)
    {
        var client = new WireClient(version);
        await client._tcp.ConnectAsync(broker);
        return client;
    }

    /// <summary>Connects and is let in.</summary>
    /// <param name="properties">Of the CONNECT, without their length.</param>
    /// <param name="will">With its own properties, topic and payload; or with flags of 0xc0 a name and a password, as <see cref="Credentials"/> makes them.</param>
    public static async Task<WireClient> Connect(IPEndPoint broker, string client, byte version = 5, bool clean = true, byte[]? properties = null, byte[]? will = null, int willFlags = 4, ushort keepAlive = 0)
    {
        var opened = await Open(broker, version);
        await opened.Connect(client, clean, properties, will, willFlags, keepAlive);
        Assert.Equal(0, (await opened.Next(0x20))[1]);
        return opened;
    }

    public Task Connect(string client, bool clean = true, byte[]? properties = null, byte[]? will = null, int willFlags = 4, ushort keepAlive = 0)
    {
        byte[] connectProperties = Version == 5 ? [(byte)(properties?.Length ?? 0), .. properties ?? []] : [];
        byte flags = (byte)((clean ? 2 : 0) | (will is null ? 0 : willFlags));
        return Send(0x10, [0, 4, .. "MQTT"u8, Version, flags, (byte)(keepAlive >> 8), (byte)keepAlive, .. connectProperties, .. Text(client), .. will ?? []]);
    }

    /// <param name="options">QoS and the others.</param>
    /// <returns>The codes of the SUBACK.</returns>
    public async Task<byte[]> Subscribe(byte options, params string[] filters)
    {
        await Send(0x82, [0, 9, .. NoProperties, .. filters.SelectMany(filter => (byte[])[.. Text(filter), options])]);
        return (await Next(0x90))[(Version == 5 ? 3 : 2)..];
    }

    /// <param name="properties">Without their length.</param>
    public Task Publish(string topic, string payload, int qos = 1, ushort packetId = 5, bool retain = false, bool dup = false, byte[]? properties = null)
    {
        byte[] id = qos > 0 ? [(byte)(packetId >> 8), (byte)packetId] : [];
        byte[] all = Version == 5 ? [(byte)(properties?.Length ?? 0), .. properties ?? []] : [];
        return Send((byte)(0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)), [.. Text(topic), .. id, .. all, .. Encoding.UTF8.GetBytes(payload)]);
    }

    public Task Acknowledge(byte first, ushort packetId) => Send(first, [(byte)(packetId >> 8), (byte)packetId]);

    public async Task Send(byte first, byte[] body)
    {
        var packet = new List<byte> { first };
        int length = body.Length;
        do
        {
            packet.Add((byte)((length & 0x7f) | (length > 0x7f ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        packet.AddRange(body);
        await _tcp.GetStream().WriteAsync(packet.ToArray());
    }

    /// <summary>Reads the next packet, which is of this type.</summary>
    /// <returns>Its body.</returns>
    public async Task<byte[]> Next(byte type)
    {
        var (first, body) = await Next();
        Assert.Equal($"{type & 0xf0:x}", $"{first & 0xf0:x}");
        return body;
    }

    /// <summary>Reads the next packet, a publish.</summary>
    public async Task<(string Topic, string Payload, byte First, ushort PacketId)> Told()
    {
        var (first, body) = await Next();
        Assert.Equal(0x30, first & 0xf0);
        int topic = (body[0] << 8) | body[1], at = 2 + topic;
        bool hasId = (first & 6) != 0;
        ushort id = hasId ? (ushort)((body[at] << 8) | body[at + 1]) : (ushort)0;
        at += hasId ? 2 : 0;
        if (Version == 5) at += 1 + body[at];
        return (Encoding.UTF8.GetString(body, 2, topic), Encoding.UTF8.GetString(body.AsSpan(at)), first, id);
    }

    /// <summary>A round trip: what was to come before it has come.</summary>
    public async Task Ping()
    {
        await Send(0xc0, []);
        await Next(0xd0);
    }

    /// <summary>The broker ends the connection; whatever comes before is passed over.</summary>
    /// <returns>The reason of its DISCONNECT; null where it gave none.</returns>
    public async Task<byte?> Ended()
    {
        byte? reason = null;
        try
        {
            while (true)
            {
                var (first, body) = await Next();
                if (first == 0xe0) reason = body[0];
            }
        }
        catch (IOException)
        {
            return reason;
        }
    }

    public static byte[] Credentials(string name, string password) => [.. Text(name), .. Text(password)];

    public static byte[] Text(string text) => [(byte)(Encoding.UTF8.GetByteCount(text) >> 8), (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>Ends without a word, as where the line breaks.</summary>
    public void Dispose() => _tcp.Dispose();

    /// <summary>Reads the next packet.</summary>
    public async Task<(byte First, byte[] Body)> Next()
    {
        using var late = new CancellationTokenSource(s_patience);
        byte[] one = new byte[1];
        await _tcp.GetStream().ReadExactlyAsync(one, late.Token);
        byte first = one[0];
        int length = 0, shift = 0;
        do
        {
            await _tcp.GetStream().ReadExactlyAsync(one, late.Token);
            length |= (one[0] & 0x7f) << shift;
            shift += 7;
        }
        while ((one[0] & 0x80) != 0);
        byte[] body = new byte[length];
        await _tcp.GetStream().ReadExactlyAsync(body, late.Token);
        return (first, body);
    }
}
