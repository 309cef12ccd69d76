using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Reads the parts that a packet's body is made of (MQTT 5 section 1.5).</summary>
/// <remarks>All throw <see cref="MqttProtocolException"/> where the body ends early or a part is not what it must be.</remarks>
internal ref struct MqttReader(ReadOnlySpan<byte> bytes)
{
    private const int VarIntBytesMax = 4;

    public ReadOnlySpan<byte> Rest { get; private set; } = bytes;

    public readonly bool IsAtEnd => Rest.IsEmpty;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public long I64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public int VarInt()
    {
        int value = 0;
        for (int i = 0; i < VarIntBytesMax; i++)
        {
            byte part = U8();
            value |= (part & 0x7f) << (7 * i);
            if ((part & 0x80) == 0) return value;
        }
        throw MqttProtocolException.Malformed("A length has more than four bytes.");
    }

    public ReadOnlySpan<byte> Binary() => Take(U16());

    /// <summary>UTF-8 that is well-formed and without U+0000 (section 1.5.4).</summary>
    public ReadOnlySpan<byte> Utf8Text()
    {
        var text = Binary();
        if (!Utf8.IsValid(text) || text.Contains((byte)0)) throw MqttProtocolException.Malformed("A text is no UTF-8.");
        return text;
    }

    public string Text() => Encoding.UTF8.GetString(Utf8Text());

    /// <summary>The properties, without their length; empty before version 5.</summary>
    public ReadOnlySpan<byte> Properties(bool isVersion5) => isVersion5 ? Take(VarInt()) : default;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Rest.Length || count < 0) throw MqttProtocolException.Malformed("A packet ends early.");
        var taken = Rest[..count];
        Rest = Rest[count..];
        return taken;
    }
}
