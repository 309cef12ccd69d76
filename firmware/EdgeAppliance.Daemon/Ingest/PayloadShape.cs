using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>One list of channels as a device writes it, so that its next payload is recognised without making strings.</summary>
internal sealed class PayloadShape
{
    private readonly byte[][] _rawNames;

    public PayloadShape(byte[][] rawNames, ChannelSet channels)
    {
        _rawNames = rawNames;
        Channels = channels;
    }

    public ChannelSet Channels { get; }

    /// <summary>Whether the names lie at these places of the payload, in this order.</summary>
    public bool Matches(ReadOnlySpan<byte> payload, ReadOnlySpan<Range> names)
    {
        if (names.Length != _rawNames.Length) return false;
        for (int i = 0; i < names.Length; i++)
            if (!payload[names[i]].SequenceEqual(_rawNames[i])) return false;
        return true;
    }
}
