using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What comes before the open: the protocol header (part 2, section 2.2), and before that SASL (part 5, section 5.3).</summary>
internal static class AmqpGreeting
{
    private const int HeaderBytes = 8;
    private const int SaslFrameBytesMax = 4096;
    private const byte PlainId = 0;
    private const byte SaslId = 3;

    /// <summary>The server's side.</summary>
    /// <returns>False where the peer is not let in; it has been told so.</returns>
    /// <exception cref="AmqpException">The peer speaks something else.</exception>
    public static async Task<bool> Accept(Stream stream, StreamReceiver receiver, AmqpDoor door, CancellationToken stop)
    {
        byte id = await ReadHeader(receiver, stop).ConfigureAwait(false);
        if (id == SaslId)
        {
            await stream.WriteAsync(Header(SaslId), stop).ConfigureAwait(false);
            if (!await Judge(stream, receiver, door, stop).ConfigureAwait(false)) return false;
            id = await ReadHeader(receiver, stop).ConfigureAwait(false);
        }
        else if (id == PlainId && await door.Judge(AmqpDoor.NoMechanism, [], stop).ConfigureAwait(false) != AmqpSaslCode.Ok) id = SaslId;
        if (id == PlainId)
        {
            await stream.WriteAsync(Header(PlainId), stop).ConfigureAwait(false);
            return true;
        }
        // Part 2, section 2.2: the header says what is spoken here.
        await stream.WriteAsync(Header(SaslId), stop).ConfigureAwait(false);
        return false;
    }

    /// <summary>The client's side.</summary>
    /// <param name="mechanism">ANONYMOUS, PLAIN or EXTERNAL.</param>
    /// <exception cref="AmqpException">The server does not let us in, or speaks something else.</exception>
    public static async Task Greet(Stream stream, StreamReceiver receiver, string mechanism, byte[] response, CancellationToken stop)
    {
        await stream.WriteAsync(Header(SaslId), stop).ConfigureAwait(false);
        if (await ReadHeader(receiver, stop).ConfigureAwait(false) != SaslId) throw new AmqpException(AmqpCondition.NotImplemented, "the broker speaks no SASL");
        while (true)
        {
            await FillFrame(receiver, stop).ConfigureAwait(false);
            if (!TryTake(receiver, mechanism, response, out var init)) break;
            await stream.WriteAsync(init.Written, stop).ConfigureAwait(false);
        }
        await stream.WriteAsync(Header(PlainId), stop).ConfigureAwait(false);
        if (await ReadHeader(receiver, stop).ConfigureAwait(false) != PlainId) throw new AmqpException(AmqpCondition.NotImplemented, "the broker speaks no AMQP 1.0");
    }

    /// <summary>What PLAIN says (RFC 4616).</summary>
    public static byte[] Plain(string user, string password) => [0, .. Encoding.UTF8.GetBytes(user), 0, .. Encoding.UTF8.GetBytes(password)];

    private static async Task<bool> Judge(Stream stream, StreamReceiver receiver, AmqpDoor door, CancellationToken stop)
    {
        var writer = new AmqpWriter();
        writer.BeginFrame(AmqpFrame.SaslType, 0);
        writer.BeginList(AmqpCode.SaslMechanisms);
        writer.Symbols([.. door.Mechanisms]);
        writer.EndList();
        writer.EndFrame();
        await stream.WriteAsync(writer.Written, stop).ConfigureAwait(false);
        await FillFrame(receiver, stop).ConfigureAwait(false);
        var (mechanism, response) = TakeInit(receiver);
        var code = door.Mechanisms.Contains(mechanism) ? await door.Judge(mechanism, response, stop).ConfigureAwait(false) : AmqpSaslCode.Auth;
        writer.Clear();
        writer.BeginFrame(AmqpFrame.SaslType, 0);
        writer.BeginList(AmqpCode.SaslOutcome);
        writer.UByte((byte)code);
        writer.EndList();
        writer.EndFrame();
        await stream.WriteAsync(writer.Written, stop).ConfigureAwait(false);
        return code == AmqpSaslCode.Ok;
    }

    private static (string Mechanism, byte[] Response) TakeInit(StreamReceiver receiver)
    {
        AmqpFrame.TryRead(receiver.Unread, SaslFrameBytesMax, out var frame);
        var fields = Performative(frame, out ulong performative);
        if (performative != AmqpCode.SaslInit) throw new AmqpException(AmqpCondition.IllegalState, "A SASL init is expected.");
        var init = (fields.Text() ?? "", fields.Bytes().ToArray());
        receiver.Consume(frame.Size);
        return init;
    }

    /// <returns>False once the server has let us in.</returns>
    private static bool TryTake(StreamReceiver receiver, string mechanism, byte[] response, out AmqpWriter init)
    {
        init = new AmqpWriter();
        AmqpFrame.TryRead(receiver.Unread, SaslFrameBytesMax, out var frame);
        var fields = Performative(frame, out ulong performative);
        if (performative == AmqpCode.SaslOutcome)
        {
            ulong code = fields.Number(byte.MaxValue) ?? throw AmqpReader.Bad("A SASL outcome has no code.");
            if (code != (byte)AmqpSaslCode.Ok) throw new AmqpException(AmqpCondition.UnauthorizedAccess, $"the broker does not let us in by {mechanism}, SASL code {code}");
            receiver.Consume(frame.Size);
            return false;
        }
        if (performative != AmqpCode.SaslMechanisms) throw new AmqpException(AmqpCondition.NotImplemented, "the broker asks for more than SASL PLAIN, EXTERNAL or ANONYMOUS");
        receiver.Consume(frame.Size);
        init.BeginFrame(AmqpFrame.SaslType, 0);
        init.BeginList(AmqpCode.SaslInit);
        init.Symbol(mechanism);
        init.Binary(response);
        init.EndList();
        init.EndFrame();
        return true;
    }

    private static AmqpFields Performative(in AmqpFrame frame, out ulong performative)
    {
        if (frame.Type != AmqpFrame.SaslType) throw new AmqpException(AmqpCondition.FramingError, "A frame of SASL is expected.");
        var reader = new AmqpReader(frame.Body);
        performative = reader.Descriptor();
        return reader.List();
    }

    private static async Task FillFrame(StreamReceiver receiver, CancellationToken stop)
    {
        while (!AmqpFrame.TryRead(receiver.Unread, SaslFrameBytesMax, out _)) await Fill(receiver, stop).ConfigureAwait(false);
    }

    private static async Task<byte> ReadHeader(StreamReceiver receiver, CancellationToken stop)
    {
        while (receiver.Unread.Length < HeaderBytes) await Fill(receiver, stop).ConfigureAwait(false);
        byte id = receiver.Unread[4];
        bool isOne = receiver.Unread.StartsWith("AMQP"u8) && receiver.Unread[5..HeaderBytes].SequenceEqual((ReadOnlySpan<byte>)[1, 0, 0]);
        receiver.Consume(HeaderBytes);
        // Another version, or TLS by asking for it, is answered with what is spoken here.
        return isOne ? id : byte.MaxValue;
    }

    private static async Task Fill(StreamReceiver receiver, CancellationToken stop)
    {
        if (!await receiver.FillAsync(stop).ConfigureAwait(false)) throw new IOException("The peer closed before it was let in.");
    }

    private static byte[] Header(byte id) => [.. "AMQP"u8, id, 1, 0, 0];
}
