namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Text such as <c>temp=21.5 hum:40%; p = 1013</c>: parts are told apart by commas, semicolons, bars, ampersands, line ends, or by
/// the blanks before the next key.</summary>
internal sealed class KeyValueDecoder(IReadOnlyList<SerialChannel> channels) : FrameDecoder(channels)
{
    public override FrameResult Decode(ReadOnlySpan<byte> frame, Span<double> row)
    {
        row.Fill(double.NaN);
        bool any = false;
        while (true)
        {
            int sign = frame.IndexOfAny((byte)'=', (byte)':');
            if (sign < 0) return any ? FrameResult.Taken : FrameResult.Unreadable;
            int channel = Find(Key(frame[..sign]));
            frame = frame[(sign + 1)..];
            if (channel < 0) continue;
            if (NumberText.Read(frame, out double value) == 0) return FrameResult.Unreadable;
            row[channel] = Channels[channel].Of(value);
            any = true;
        }
    }

    // The word before the sign: what stands before that is the last value's.
    private static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> before)
    {
        before = before.TrimEnd(" \t"u8);
        return before[(before.LastIndexOfAny(" \t,;|&\r\n"u8) + 1)..];
    }

    private int Find(ReadOnlySpan<byte> key)
    {
        for (int i = 0; i < Channels.Length; i++)
            if (key.SequenceEqual(Channels[i].Key)) return i;
        return -1;
    }
}
