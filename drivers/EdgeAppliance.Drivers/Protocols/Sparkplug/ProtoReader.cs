using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Reads a Protocol Buffers message field by field; whoever asks passes over what it does not know.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int VarintBytesMax = 10;
    private const int FieldNumberMax = (1 << 29) - 1;

    private ReadOnlySpan<byte> _rest = message;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <returns>False where the bytes are no message.</returns>
    public bool TryRead(out ProtoField field)
    {
        field = default;
        if (!TryVarint(out ulong tag) || tag >> 3 is 0 or > FieldNumberMax) return false;
        int number = (int)(tag >> 3);
        var wire = (ProtoWire)(tag & 7);
        ulong bits = 0;
        ReadOnlySpan<byte> bytes = default;
        bool isRead = wire switch
        {
            ProtoWire.Varint => TryVarint(out bits),
            ProtoWire.Fixed32 => TryTake(sizeof(uint), out bytes),
            ProtoWire.Fixed64 => TryTake(sizeof(ulong), out bytes),
            ProtoWire.Bytes => TryVarint(out ulong length) && length <= (ulong)_rest.Length && TryTake((int)length, out bytes),
            _ => false,
        };
        if (!isRead) return false;
        if (wire == ProtoWire.Fixed32) bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        else if (wire == ProtoWire.Fixed64) bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        field = new ProtoField(number, wire, bits, bytes);
        return true;
    }

    private bool TryTake(int bytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (bytes > _rest.Length) return false;
        taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        int most = Math.Min(VarintBytesMax, _rest.Length);
        for (int i = 0; i < most; i++)
        {
            byte part = _rest[i];
            // The tenth byte holds the one bit that is left of 64.
            if (i == VarintBytesMax - 1 && part > 1) return false;
            value |= (ulong)(part & 0x7f) << (7 * i);
            if ((part & 0x80) != 0) continue;
            _rest = _rest[(i + 1)..];
            return true;
        }
        return false;
    }
}
