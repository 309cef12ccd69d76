using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>One MQTT 3.1.1 connection of the load generator. Its publishes have one length, so that a next one is a copy of a
/// template with other digits.</summary>
internal sealed unsafe class LoadPublisher : IDisposable
{
    public const string Secret = "load";

    private const int AckBytes = 4;
    private const byte Acknowledgement = 0x40;

    // Nine digits from the first to the last.
    private const int SequenceFirst = 100_000_000;
    private const int SequenceDigits = 9;

    private readonly Socket _socket;
    private readonly byte[] _template;
    private readonly byte[] _batch;
    private readonly byte[] _received = new byte[16 * 1024];
    private readonly int _sendLeast;
    private readonly int _idAt;
    private readonly int _digitsAt;
    private int _sequence = SequenceFirst;
    private ushort _id;
    private int _ackBytesHeld;
    private int _free;

    public LoadPublisher(LoadOptions options, int number)
    {
        byte[] topic = Encoding.ASCII.GetBytes(TopicOf(number));
        byte[] payload = Encoding.ASCII.GetBytes($$"""{"seq":{{SequenceFirst}},"temp":21.5}""");
        // Fixed header: PUBLISH at QoS 1, and a remaining length below 128.
        _template = [0x32, checked((byte)(2 + topic.Length + 2 + payload.Length)), 0, (byte)topic.Length, .. topic, 0, 0, .. payload];
        _idAt = 4 + topic.Length;
        _digitsAt = _idAt + 2 + """{"seq":""".Length;
        _sendLeast = options.SendLeast;
        _batch = new byte[_template.Length * options.InFlight];
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, options.Port));
        byte[] client = Encoding.ASCII.GetBytes(NameOf(number)), secret = Encoding.ASCII.GetBytes(Secret);
        // A clean session, with user name and password; brokers that know nobody take no notice of them.
        byte[] body = [0, 4, .. "MQTT"u8, 4, 0xc2, 0, 0, 0, (byte)client.Length, .. client, 0, (byte)client.Length, .. client, 0, (byte)secret.Length, .. secret];
        _socket.Send([0x10, checked((byte)body.Length), .. body]);
        byte[] reply = new byte[4];
        if (_socket.Receive(reply) != 4 || reply[0] != 0x20 || reply[3] != 0) throw new IOException("The broker refused the connection.");
    }

    public static string NameOf(int number) => $"load-{number}";

    public static string TopicOf(int number) => $"plant/pump/{number}/telemetry";

    public int Fd => (int)_socket.Handle;

    /// <summary>Sends <paramref name="count"/> publishes with one call; the socket is a blocking one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Send(int count)
    {
        var at = _batch.AsSpan();
        for (int i = 0; i < count; i++)
        {
            _template.CopyTo(at);
            if (++_id == 0) _id = 1;
            BinaryPrimitives.WriteUInt16BigEndian(at[_idAt..], _id);
            WriteDigits(at.Slice(_digitsAt, SequenceDigits), _sequence++);
            at = at[_template.Length..];
        }
        _free = 0;
        int bytes = count * _template.Length;
        fixed (byte* start = _batch)
            if (Posix.Send(Fd, start, (nuint)bytes, Posix.NoSignal) != bytes) throw new IOException("The broker took no more.");
    }

    /// <summary>Takes what has arrived, and sends as much anew once <see cref="LoadOptions.SendLeast"/> has gathered.</summary>
    /// <returns>The publishes that it acknowledges.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Turn()
    {
        nint read;
        fixed (byte* start = _received) read = Posix.Receive(Fd, start, (nuint)_received.Length, Posix.DontWait);
        if (read <= 0) throw new IOException("The broker closed the connection.");
        int first = (AckBytes - _ackBytesHeld) % AckBytes;
        for (int i = first; i < read; i += AckBytes)
            if (_received[i] != Acknowledgement) throw new IOException($"The broker sent 0x{_received[i]:x2} where an acknowledgement belongs.");
        int bytes = _ackBytesHeld + (int)read;
        _ackBytesHeld = bytes % AckBytes;
        int acknowledged = bytes / AckBytes;
        _free += acknowledged;
        if (_free >= _sendLeast) Send(_free);
        return acknowledged;
    }

    public void Dispose() => _socket.Dispose();

    private static void WriteDigits(Span<byte> target, int number)
    {
        for (int i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + number % 10);
            number /= 10;
        }
    }
}
