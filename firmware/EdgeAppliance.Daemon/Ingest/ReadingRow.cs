using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>One reading, decoded.</summary>
/// <param name="payloadBytes">Of the payload, where it is the reading's own.</param>
internal readonly ref struct ReadingRow(ChannelSet channels, long timeUs, ReadOnlySpan<double> values, int payloadBytes = 0, Blob? blob = null)
{
    public ChannelSet Channels { get; } = channels;

    public long TimeUs { get; } = timeUs;

    public ReadOnlySpan<double> Values { get; } = values;

    public int PayloadBytes { get; } = payloadBytes;

    /// <summary>What came with it; whoever keeps the row keeps a reference of its own.</summary>
    public Blob? Blob { get; } = blob;
}
