using System.Buffers.Binary;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Walks CBOR (RFC 8949) item by item over the bytes themselves, so that a payload allocates nothing. What is not well-formed ends in
/// <see cref="IsBroken"/>, after which nothing more is read.</summary>
internal ref struct CborCursor(ReadOnlySpan<byte> bytes)
{
    private const byte Break = 0xff;
    private const int IndefiniteInfo = 31;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public bool IsBroken { get; private set; }

    /// <summary>Where the next item begins.</summary>
    public readonly int At => _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    /// <summary>Reads the next item's head.</summary>
    /// <param name="argument">Its value, length or count; of a float its bits.</param>
    public CborKind Read(out ulong argument)
    {
        argument = 0;
        if (_at >= _bytes.Length) return Fail();
        byte first = _bytes[_at++];
        if (first == Break) return CborKind.Break;
        int info = first & 0x1f, extra = info < 24 ? 0 : info <= 27 ? 1 << (info - 24) : -1;
        if (info == IndefiniteInfo) return (first >> 5) switch { 2 or 3 => Fail(), 4 => CborKind.IndefiniteArray, 5 => CborKind.IndefiniteMap, _ => Fail() };
        if (extra < 0 || _bytes.Length - _at < extra) return Fail();
        argument = extra switch
        {
            0 => (ulong)info,
            1 => _bytes[_at],
            2 => BinaryPrimitives.ReadUInt16BigEndian(_bytes[_at..]),
            4 => BinaryPrimitives.ReadUInt32BigEndian(_bytes[_at..]),
            _ => BinaryPrimitives.ReadUInt64BigEndian(_bytes[_at..]),
        };
        _at += extra;
        return (first >> 5) switch
        {
            0 => CborKind.Positive, 1 => CborKind.Negative, 2 => CborKind.Bytes, 3 => CborKind.Text, 4 => CborKind.Array, 5 => CborKind.Map, 6 => CborKind.Tag,
            _ => Simple(info, ref argument),
        };
    }

    /// <summary>Passes over the end of an array or map of no told length, where it is next.</summary>
    public bool TryBreak()
    {
        if (_at >= _bytes.Length || _bytes[_at] != Break) return false;
        _at++;
        return true;
    }

    /// <summary>The bytes of a text or byte string whose head was read.</summary>
    public ReadOnlySpan<byte> Content(ulong length)
    {
        if (length > (ulong)(_bytes.Length - _at))
        {
            Fail();
            return default;
        }
        _at += (int)length;
        return _bytes.Slice(_at - (int)length, (int)length);
    }

    /// <summary>Passes over what is left of an item whose head was read.</summary>
    public void Skip(CborKind kind, ulong argument, int depthLeft)
    {
        if (depthLeft == 0) Fail();
        else if (kind is CborKind.Text or CborKind.Bytes) Content(argument);
        else if (kind == CborKind.Tag) SkipNext(depthLeft);
        else if (kind is CborKind.Array or CborKind.Map) SkipCounted(kind == CborKind.Map ? argument * 2 : argument, argument, depthLeft);
        else if (kind is CborKind.IndefiniteArray or CborKind.IndefiniteMap) SkipToBreak(depthLeft);
        else if (kind == CborKind.Break) Fail();
    }

    /// <returns>The number that an item is; null where it is none.</returns>
    public static double? NumberOf(CborKind kind, ulong argument) => kind switch
    {
        CborKind.Positive => argument,
        CborKind.Negative => -1.0 - argument,
        CborKind.Float => BitConverter.UInt64BitsToDouble(argument),
        CborKind.False => 0,
        CborKind.True => 1,
        _ => null,
    };

    // Half and single floats become doubles at once. Simple values of two bytes mean nothing here.
    private static CborKind Simple(int info, ref ulong argument)
    {
        argument = info switch
        {
            25 => BitConverter.DoubleToUInt64Bits((double)BitConverter.UInt16BitsToHalf((ushort)argument)),
            26 => BitConverter.DoubleToUInt64Bits(BitConverter.UInt32BitsToSingle((uint)argument)),
            _ => argument,
        };
        return info switch { 20 => CborKind.False, 21 => CborKind.True, 22 or 23 => CborKind.Null, >= 25 and <= 27 => CborKind.Float, _ => CborKind.Other };
    }

    // No count is believed: each item takes a byte at least.
    private void SkipCounted(ulong items, ulong argument, int depthLeft)
    {
        if (argument > (ulong)(_bytes.Length - _at)) Fail();
        for (ulong i = 0; i < items && !IsBroken; i++) SkipNext(depthLeft);
    }

    private void SkipToBreak(int depthLeft)
    {
        while (!IsBroken && !TryBreak()) SkipNext(depthLeft);
    }

    private void SkipNext(int depthLeft)
    {
        var kind = Read(out ulong argument);
        if (!IsBroken) Skip(kind, argument, depthLeft - 1);
    }

    private CborKind Fail()
    {
        IsBroken = true;
        return CborKind.Broken;
    }
}
