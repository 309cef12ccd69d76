using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Gathers a device's newest readings into windows of a count or a duration, one every hop. Readings with other
/// channels than the ones before start it anew: a <c>select</c> before it gives every reading the same channels.</summary>
/// <remarks>A hop longer than the size leaves readings out. A window by time holds the newest <see cref="StepLimits.WindowRowsMax"/> readings at most.</remarks>
public sealed class Window(WindowOptions options) : Step
{
    private readonly WindowRows _rows = WindowRows.For(options);
    private ChannelSet? _channels;

    public override void Process(ReadingBatch batch)
    {
        if (!ReferenceEquals(_channels, batch.Channels)) TakeChannels(batch.Channels);
        for (int row = 0; row < batch.Count; row++)
            if (_rows.Add(batch, row)) Next?.Process(new WindowFrame(batch, row, _rows.Count, _rows.Values));
    }

    public override void SaveState(StateWriter writer)
    {
        ChannelState.Save(writer, _channels);
        if (_channels is not null) _rows.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _channels = null;
        if (ChannelState.Load(ref reader) is not { } channels) return;
        TakeChannels(channels);
        _rows.Load(ref reader);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var size = configuration.Extent("size", null);
        var hop = configuration.Extent("hop", size);
        if (size.IsTime != hop.IsTime) configuration.Report("hop", "must be a number of readings where size is one, and a duration where size is one.");
        var options = new WindowOptions(size, hop);
        return _ => new Window(options);
    }

    private void TakeChannels(ChannelSet channels)
    {
        bool same = _channels is not null && _channels.SequenceEqual(channels);
        _channels = channels;
        if (!same) _rows.Clear(channels.Count);
    }
}
