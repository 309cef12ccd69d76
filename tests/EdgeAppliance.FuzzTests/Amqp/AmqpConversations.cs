using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.FuzzTests.Engine;

namespace EdgeAppliance.FuzzTests.Amqp;

/// <summary>What a client sends from its connection's start to its end, frame by frame, with damage: in a frame's body with a size that fits, so
/// that it is looked into, and in the bytes of all.</summary>
internal static class AmqpConversations
{
    private static readonly byte[] s_header = [.. "AMQP\0"u8, 1, 0, 0];
    private static readonly byte[] s_sasl = [.. "AMQP"u8, 3, 1, 0, 0];
    private static readonly Mutator s_damage = new([Whole()], Corpus.Tokens("AMQP", "\0\x53\x14", "telemetry/1", "edge/1/#", "\xd0\0\0\0\x05\0\0\0\0", "\xf0\xff\xff\xff\xff", "{\"temp\":", "\0\0"));

    public static byte[] Whole() => [.. Good().SelectMany(frame => frame)];

    public static byte[] Make(Random random)
    {
        var frames = Good().ToList();
        for (int i = random.Next(3); i >= 0; i--)
        {
            int at = random.Next(frames.Count);
            if (frames[at].Length > 8 && random.Next(4) > 0) frames[at] = WithDamagedBody(frames[at], random);
            else if (random.Next(2) == 0) frames.Insert(random.Next(frames.Count), frames[at]);
            else frames.RemoveAt(at);
            if (frames.Count == 0) frames.Add(s_header);
        }
        byte[] stream = [.. frames.SelectMany(frame => frame)];
        return random.Next(4) == 0 ? s_damage.Damage(stream, random) : stream;
    }

    private static byte[] WithDamagedBody(byte[] frame, Random random)
    {
        byte[] damaged = [.. frame[..8], .. s_damage.Damage(frame[8..], random)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(damaged, damaged.Length);
        return damaged;
    }

    private static IEnumerable<byte[]> Good()
    {
        yield return s_sasl;
        yield return Frame(AmqpFrame.SaslType, writer =>
        {
            writer.BeginList(AmqpCode.SaslInit);
            writer.Symbol(AmqpDoor.Plain);
            writer.Binary(AmqpGreeting.Plain("one", "secret"));
            writer.EndList();
        });
        yield return s_header;
        yield return Frame(AmqpFrame.AmqpType, new AmqpOpen("one", "box", 4096, 7, 10_000).Write);
        yield return Frame(AmqpFrame.AmqpType, new AmqpBegin(null, 0, 100, 100, 10).Write);
        yield return Frame(AmqpFrame.AmqpType, new AmqpAttach("s", 0, IsReceiver: false) { HasSource = true, HasTarget = true, TargetAddress = "telemetry/1" }.Write);
        yield return Frame(AmqpFrame.AmqpType, new AmqpAttach("r", 1, IsReceiver: true) { HasSource = true, SourceAddress = "edge/1/#", HasTarget = true }.Write);
        yield return Frame(AmqpFrame.AmqpType, new AmqpAttach("relay", 2, IsReceiver: false) { HasSource = true, HasTarget = true }.Write);
        yield return Frame(AmqpFrame.AmqpType, new AmqpFlow { NextIncomingId = 0, IncomingWindow = 100, NextOutgoingId = 0, OutgoingWindow = 100, Handle = 1, DeliveryCount = 0, Credit = 10, Echo = true }.Write);
        for (uint id = 0; id < 4; id++) yield return Transfer(0, id, hasMore: false, Message("""{"temp": 1}""", null));
        byte[] message = Message("""{"temp": 2}""", "telemetry/2");
        yield return Transfer(2, 4, hasMore: true, message[..10]);
        yield return Transfer(2, null, hasMore: false, message[10..]);
        yield return Frame(AmqpFrame.AmqpType, new AmqpDisposition(true, 0, 3, false, AmqpOutcome.Accepted).Write);
        yield return Frame(AmqpFrame.AmqpType, writer => Listed(writer, AmqpCode.Detach, list => { list.UInt(0); list.Flag(true); }));
        yield return Frame(AmqpFrame.AmqpType, writer => Listed(writer, AmqpCode.End, list => list.Error(new AmqpError(AmqpCondition.NotFound, "x"))));
        yield return Frame(AmqpFrame.AmqpType, writer => Listed(writer, AmqpCode.Close, list => list.Null()));
    }

    private static byte[] Transfer(uint handle, uint? id, bool hasMore, byte[] payload) => Frame(AmqpFrame.AmqpType, writer =>
    {
        AmqpTransfer.Write(writer, handle, id, settled: false, hasMore);
        writer.Raw(payload);
    });

    private static byte[] Message(string body, string? to)
    {
        var writer = new AmqpWriter();
        writer.BeginList(AmqpCode.Properties);
        writer.Nulls(2);
        writer.Text(to);
        writer.Nulls(3);
        writer.Symbol("application/json");
        writer.EndList();
        writer.Descriptor(AmqpCode.Data);
        writer.Binary(System.Text.Encoding.UTF8.GetBytes(body));
        return writer.Written.ToArray();
    }

    private static void Listed(AmqpWriter writer, byte performative, Action<AmqpWriter> fields)
    {
        writer.BeginList(performative);
        fields(writer);
        writer.EndList();
    }

    private static byte[] Frame(byte type, Action<AmqpWriter> body)
    {
        var writer = new AmqpWriter();
        writer.BeginFrame(type, 0);
        body(writer);
        writer.EndFrame();
        return writer.Written.ToArray();
    }
}
