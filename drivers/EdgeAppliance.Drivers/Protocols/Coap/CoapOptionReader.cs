using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Walks over options, which are in the order of their numbers (RFC 7252 section 3.1).</summary>
internal ref struct CoapOptionReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Number { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Behind the options read so far.</summary>
    public int Position { get; private set; }

    public bool IsFaulty { get; private set; }

    /// <returns>False at the end, at the payload marker, and where the next one is wrong.</returns>
    public bool TryRead()
    {
        if (Position == _bytes.Length || CoapMessage.IsPayloadMarker(_bytes[Position])) return false;
        byte first = _bytes[Position];
        int at = Position + 1;
        if (!TryExtend(first >> 4, ref at, out int delta) || !TryExtend(first & 15, ref at, out int length) ||
            Number + delta > ushort.MaxValue || length > _bytes.Length - at)
        {
            IsFaulty = true;
            return false;
        }
        Number += delta;
        Value = _bytes.Slice(at, length);
        Position = at + length;
        return true;
    }

    /// <summary>An unsigned number without leading zeros being needed (RFC 7252 section 3.2).</summary>
    public readonly bool TryReadNumber(int bytesMax, out uint number)
    {
        number = 0;
        if (Value.Length > bytesMax) return false;
        foreach (byte b in Value) number = (number << 8) | b;
        return true;
    }

    private readonly bool TryExtend(int nibble, ref int at, out int number)
    {
        number = nibble;
        int more = nibble switch { 13 => 1, 14 => 2, 15 => -1, _ => 0 };
        if (more < 0 || _bytes.Length - at < more) return false;
        if (more == 1) number = 13 + _bytes[at];
        else if (more == 2) number = 269 + BinaryPrimitives.ReadUInt16BigEndian(_bytes[at..]);
        at += more;
        return true;
    }
}
