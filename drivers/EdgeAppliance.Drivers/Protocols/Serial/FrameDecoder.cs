namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Makes a row of a frame. Allocates nothing. Used by one thread.</summary>
internal abstract class FrameDecoder(IReadOnlyList<SerialChannel> channels)
{
    protected SerialChannel[] Channels { get; } = [.. channels];

    /// <param name="row">A number a channel; NaN where the frame has none.</param>
    public abstract FrameResult Decode(ReadOnlySpan<byte> frame, Span<double> row);
}
