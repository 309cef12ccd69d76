namespace EdgeAppliance.Drivers.Protocols;

/// <summary>Where a number lies in a frame, with the bits counted as files of CAN databases (DBC) do: bit n is bit n mod 8 of byte n div 8, 0 the lowest.</summary>
/// <param name="Start">Little-endian: the lowest bit; big-endian: the highest one, from which it goes down and on into the next byte.</param>
/// <param name="Length">1 to 64; of a float 32 or 64.</param>
internal readonly record struct BitField(int Start, int Length, bool IsLittle, BitKind Kind)
{
    public const int LengthMax = 64;

    /// <summary>Bytes that a frame must have for it.</summary>
    public int BytesNeeded => ((IsLittle ? Start : HighestFirst) + Length + 7) / 8;

    // Counted from the frame's first and highest bit.
    private int HighestFirst => Start / 8 * 8 + 7 - Start % 8;

    /// <summary>A whole number of bytes, as most devices but those on CAN have it.</summary>
    public static BitField OfBytes(int at, int bytes, bool isLittle, BitKind kind) => new(at * 8 + (isLittle ? 0 : 7), bytes * 8, isLittle, kind);

    public double Read(ReadOnlySpan<byte> frame)
    {
        ulong raw = IsLittle ? ReadLittle(frame) : ReadBig(frame);
        return Kind switch
        {
            BitKind.Signed => (long)(raw << LengthMax - Length) >> LengthMax - Length,
            BitKind.Float when Length == 32 => BitConverter.UInt32BitsToSingle((uint)raw),
            BitKind.Float => BitConverter.UInt64BitsToDouble(raw),
            _ => raw,
        };
    }

    /// <summary>A channel's number.</summary>
    public double Read(ReadOnlySpan<byte> frame, double scale, double offset) => Scaled(Read(frame), scale, offset);

    /// <returns>NaN where that is no number any more.</returns>
    public static double Scaled(double raw, double scale, double offset)
    {
        double value = raw * scale + offset;
        return double.IsFinite(value) ? value : double.NaN;
    }

    /// <summary>Sets its bits and no others.</summary>
    /// <returns>False where it cannot hold the number.</returns>
    public bool TryWrite(double value, Span<byte> frame)
    {
        if (!TryRaw(value, out ulong raw)) return false;
        if (IsLittle) WriteLittle(raw, frame);
        else WriteBig(raw, frame);
        return true;
    }

    private bool TryRaw(double value, out ulong raw)
    {
        raw = 0;
        if (!double.IsFinite(value)) return false;
        if (Kind == BitKind.Float)
        {
            raw = Length == 32 ? BitConverter.SingleToUInt32Bits((float)value) : BitConverter.DoubleToUInt64Bits(value);
            return Length == 64 || float.IsFinite((float)value);
        }
        value = Math.Round(value);
        double span = Math.ScaleB(1, Kind == BitKind.Signed ? Length - 1 : Length);
        if (value >= span || value < (Kind == BitKind.Signed ? -span : 0)) return false;
        raw = value < 0 ? (ulong)(long)value : (ulong)value;
        return true;
    }

    private static ulong Mask(int bits) => (1UL << bits) - 1;

    private ulong ReadLittle(ReadOnlySpan<byte> frame)
    {
        ulong raw = 0;
        for (int got = 0; got < Length;)
        {
            int low = (Start + got) % 8, take = Math.Min(8 - low, Length - got);
            raw |= ((ulong)frame[(Start + got) / 8] >> low & Mask(take)) << got;
            got += take;
        }
        return raw;
    }

    private ulong ReadBig(ReadOnlySpan<byte> frame)
    {
        ulong raw = 0;
        int first = HighestFirst;
        for (int got = 0; got < Length;)
        {
            int used = (first + got) % 8, take = Math.Min(8 - used, Length - got);
            raw = raw << take | (ulong)frame[(first + got) / 8] >> 8 - used - take & Mask(take);
            got += take;
        }
        return raw;
    }

    private void WriteLittle(ulong raw, Span<byte> frame)
    {
        for (int put = 0; put < Length;)
        {
            int low = (Start + put) % 8, take = Math.Min(8 - low, Length - put);
            Put(ref frame[(Start + put) / 8], raw >> put, low, take);
            put += take;
        }
    }

    private void WriteBig(ulong raw, Span<byte> frame)
    {
        int first = HighestFirst;
        for (int put = 0; put < Length;)
        {
            int used = (first + put) % 8, take = Math.Min(8 - used, Length - put);
            Put(ref frame[(first + put) / 8], raw >> Length - put - take, 8 - used - take, take);
            put += take;
        }
    }

    private static void Put(ref byte into, ulong bits, int low, int take)
    {
        ulong mask = Mask(take) << low;
        into = (byte)(into & ~mask | bits << low & mask);
    }
}
