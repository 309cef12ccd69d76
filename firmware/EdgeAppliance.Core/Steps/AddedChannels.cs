using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>A reading's channels with those that a step adds: each in the place of the channel of its name, or behind them all.</summary>
/// <param name="texts">What the values of those that are added stand for, a list or null for each; null where all are numbers.</param>
internal sealed class AddedChannels(IReadOnlyList<string> added, IReadOnlyList<IReadOnlyList<string>?>? texts = null)
{
    private readonly int[] _places = new int[added.Count];
    private ChannelSet? _resolved;
    private ChannelSet? _channels;

    public ChannelSet Channels => _channels!;

    /// <summary>Where each that is added stands.</summary>
    public ReadOnlySpan<int> Places => _places;

    /// <returns>True where these readings have other channels than the ones before.</returns>
    /// <exception cref="StepException">There are more channels than <see cref="StepLimits.ChannelsMax"/>.</exception>
    public bool Take(ChannelSet channels)
    {
        if (ReferenceEquals(_resolved, channels)) return false;
        var names = new List<string>(channels.Names.ToArray());
        for (int i = 0; i < _places.Length; i++)
        {
            _places[i] = names.IndexOf(added[i]);
            if (_places[i] >= 0) continue;
            _places[i] = names.Count;
            names.Add(added[i]);
        }
        if (names.Count > StepLimits.ChannelsMax) throw new UnfitReadingException($"A reading has more than {StepLimits.ChannelsMax} channels with those that are added.");
        (_channels, _resolved) = (WithTexts(new ChannelSet([.. names]), channels), channels);
        return true;
    }

    private ChannelSet WithTexts(ChannelSet made, ChannelSet channels)
    {
        var all = new IReadOnlyList<string>?[made.Count];
        for (int c = 0; c < channels.Count; c++) all[c] = channels.TextsOf(c);
        for (int i = 0; i < _places.Length; i++) all[_places[i]] = texts?[i];
        return made.WithTexts(all);
    }
}
