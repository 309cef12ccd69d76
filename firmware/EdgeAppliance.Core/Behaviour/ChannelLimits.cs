using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Behaviour;

/// <summary>What is watched of one list of channels that a device sends.</summary>
internal sealed class ChannelLimits
{
    private readonly Extremes[] _limits;

    /// <param name="known">The limits by the channels' names.</param>
    public ChannelLimits(ChannelSet channels, BehaviourRules rules, Func<string, Extremes> known)
    {
        Channels = channels;
        SequenceAt = rules.Sequence is null ? -1 : channels.IndexOf(rules.SequenceChannel);
        _limits = rules.Range is null ? [] : new Extremes[channels.Count];
        for (int c = 0; c < _limits.Length; c++)
        {
            // What counts leaves any range that was learnt of it.
            _limits[c] = c == SequenceAt ? new Extremes(double.NaN, double.NaN) : known(channels[c]);
        }
    }

    public ChannelSet Channels { get; private set; }

    /// <summary>Place of the channel that counts, or -1.</summary>
    public int SequenceAt { get; }

    public ReadOnlySpan<Extremes> Limits => _limits;

    /// <summary>Whether these are its channels, be it by another list of the same names.</summary>
    public bool Is(ChannelSet channels)
    {
        if (ReferenceEquals(Channels, channels)) return true;
        if (!Channels.SequenceEqual(channels)) return false;
        Channels = channels;
        return true;
    }

    public void Learn(ReadOnlySpan<double> values)
    {
        for (int c = 0; c < _limits.Length; c++) _limits[c].Learn(values[c]);
    }

    /// <returns>The first channel beyond its limits, or -1. A missing value is within.</returns>
    public int FirstBeyond(ReadOnlySpan<double> values)
    {
        for (int c = 0; c < _limits.Length; c++)
            if (!_limits[c].Holds(values[c])) return c;
        return -1;
    }

    public void Widen(double margin)
    {
        foreach (ref var limits in _limits.AsSpan()) limits.Widen(margin);
    }
}
