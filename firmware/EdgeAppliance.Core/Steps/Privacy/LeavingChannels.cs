using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>The channels that go on from one kind of readings, and where each is in them.</summary>
/// <param name="added">A channel that the step adds behind them; null for none.</param>
internal sealed class LeavingChannels(LeavingOptions options, string? added = null)
{
    private ChannelSet? _resolved;
    private int[] _from = [];

    /// <summary>The names handed on; null where there are none.</summary>
    public ChannelSet? Channels { get; private set; }

    /// <summary>For each name handed on its place in the readings; what is added has none.</summary>
    public ReadOnlySpan<int> From => _from;

    /// <returns>True where these readings have other channels than the ones before.</returns>
    /// <exception cref="StepException">A channel has the name of the one that is added.</exception>
    public bool Take(ChannelSet channels)
    {
        if (ReferenceEquals(_resolved, channels)) return false;
        Resolve(channels);
        return true;
    }

    // Apart from Take, because its closures are allocated on entry.
    private void Resolve(ChannelSet channels)
    {
        var from = new List<int>();
        for (int c = 0; c < channels.Count; c++)
            if (Leaves(channels[c])) from.Add(c);
        var names = from.ConvertAll(c => channels[c]);
        if (added is not null && names.Contains(added)) throw new UnfitReadingException($"The reading already has a channel '{added}', which this step adds.");
        bool any = names.Count > 0;
        if (any && added is not null) names.Add(added);
        _from = [.. from];
        Channels = any ? new ChannelSet([.. names]) : null;
        _resolved = channels;
    }

    private bool Leaves(string channel) => options.Rule == LeavingRule.All || options.Names.Contains(channel) == (options.Rule == LeavingRule.OnlyNamed);
}
