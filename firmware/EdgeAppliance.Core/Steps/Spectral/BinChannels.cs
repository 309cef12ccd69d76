using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>The channels that a window's channels become, each one's bins in order: <c>mic.0</c>, <c>mic.1</c>, … Made once as long as the window's channels stay.</summary>
internal sealed class BinChannels
{
    private ChannelSet? _from;
    private ChannelSet? _made;
    private (int First, int Count) _bins;

    /// <exception cref="StepException">There would be more channels than <see cref="StepLimits.ChannelsMax"/>.</exception>
    public ChannelSet For(ChannelSet channels, int first, int count)
    {
        if (_made is not null && _bins == (first, count) && (ReferenceEquals(_from, channels) || _from!.SequenceEqual(channels))) return _made;
        if ((long)channels.Count * count > StepLimits.ChannelsMax)
            throw new UnfitReadingException($"{count} bins of {channels.Count} channels are over the limit of {StepLimits.ChannelsMax} channels; take a shorter transform, fewer bins, or select channels.");
        var names = new List<string>();
        foreach (string channel in channels.Names)
            for (int bin = 0; bin < count; bin++) names.Add($"{channel}.{first + bin}");
        (_from, _bins) = (channels, (first, count));
        return _made = new ChannelSet(names.ToArray());
    }
}
