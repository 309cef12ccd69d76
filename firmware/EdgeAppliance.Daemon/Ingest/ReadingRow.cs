using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>One reading, decoded.</summary>
internal readonly ref struct ReadingRow(ChannelSet channels, long timeUs, ReadOnlySpan<double> values)
{
    public ChannelSet Channels { get; } = channels;

    public long TimeUs { get; } = timeUs;

    public ReadOnlySpan<double> Values { get; } = values;
}
