using System.Buffers;
using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Writes the fields of a Protocol Buffers message. A message in another one is measured first, since its length stands before it.</summary>
internal readonly struct ProtoWriter(IBufferWriter<byte> output)
{
    private const int NumberBytesMax = 10;

    public static int VarintBytes(ulong value) => (63 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7 + 1;

    public static int TagBytes(int field) => VarintBytes((ulong)field << 3);

    public static int VarintFieldBytes(int field, ulong value) => TagBytes(field) + VarintBytes(value);

    public static int BytesFieldBytes(int field, int length) => TagBytes(field) + VarintBytes((ulong)length) + length;

    public void Varint(int field, ulong value)
    {
        Tag(field, ProtoWire.Varint);
        Varint(value);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Length(field, value.Length);
        output.Write(value);
    }

    /// <summary>What has to follow is the message itself, of <paramref name="bytes"/> bytes.</summary>
    public void Length(int field, int bytes)
    {
        Tag(field, ProtoWire.Bytes);
        Varint((ulong)bytes);
    }

    public void Fixed32(int field, uint value)
    {
        Tag(field, ProtoWire.Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(sizeof(uint)), value);
        output.Advance(sizeof(uint));
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, ProtoWire.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(sizeof(ulong)), value);
        output.Advance(sizeof(ulong));
    }

    private void Tag(int field, ProtoWire wire) => Varint(((ulong)field << 3) | (ulong)wire);

    private void Varint(ulong value)
    {
        var target = output.GetSpan(NumberBytesMax);
        int at = 0;
        for (; value > 0x7f; value >>= 7) target[at++] = (byte)(value | 0x80);
        target[at++] = (byte)value;
        output.Advance(at);
    }
}
