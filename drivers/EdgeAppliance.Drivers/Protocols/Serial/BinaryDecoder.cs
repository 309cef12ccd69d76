namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Numbers by their bytes.</summary>
internal sealed class BinaryDecoder(IReadOnlyList<SerialChannel> channels) : FrameDecoder(channels)
{
    private readonly int _bytesNeeded = channels.Max(channel => channel.Bits.BytesNeeded);

    public override FrameResult Decode(ReadOnlySpan<byte> frame, Span<double> row)
    {
        if (frame.Length < _bytesNeeded) return FrameResult.Unreadable;
        for (int i = 0; i < Channels.Length; i++) row[i] = Channels[i].Of(Channels[i].Bits.Read(frame));
        return FrameResult.Taken;
    }
}
