using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>All channels that a device's readings have had, in the order in which they came, and where each is in the newest batch.</summary>
internal sealed class ChannelUnion
{
    private ChannelSet? _last;
    private int[] _from = [];

    public ChannelSet? Channels { get; private set; }

    public int Count => Channels?.Count ?? 0;

    /// <summary>The newest batch's channel for each of the union's, or -1.</summary>
    public ReadOnlySpan<int> From => _from;

    /// <returns>True where the union grew.</returns>
    /// <exception cref="StepException">There are more channels than <see cref="StepLimits.ChannelsMax"/>.</exception>
    public bool Take(ChannelSet channels) => !ReferenceEquals(_last, channels) && Add(channels);

    public void Save(StateWriter writer) => ChannelState.Save(writer, Channels);

    public void Load(ref StateReader reader)
    {
        Channels = ChannelState.Load(ref reader);
        _last = null;
    }

    // Apart from Take, because its closures are allocated on entry.
    private bool Add(ChannelSet channels)
    {
        var known = Channels is null ? [] : Channels.Names.ToArray();
        var added = channels.Names.ToArray().Where(name => !known.Contains(name)).ToArray();
        if (known.Length + added.Length > StepLimits.ChannelsMax) throw new UnfitReadingException($"A device has more than {StepLimits.ChannelsMax} channels.");
        if (added.Length > 0) Channels = new ChannelSet([.. known, .. added]);
        _from = Channels!.Names.ToArray().Select(channels.IndexOf).ToArray();
        _last = channels;
        return added.Length > 0;
    }
}
