using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Gathers a device's newest readings into windows of a count or a duration, one every hop. Readings with other
/// channels than the ones before start it anew: a <c>select</c> before it gives every reading the same channels.</summary>
/// <remarks>A hop longer than the size leaves readings out. A window by time holds the newest <see cref="StepLimits.WindowRowsMax"/> readings at most.</remarks>
public sealed class Window(WindowOptions options) : Step
{
    private readonly SlidingRows _rows = new(options.Size, options.Hop);
    private ChannelSet? _channels;
    private int[] _from = [];
    private double[] _values = [];

    public override void Process(ReadingBatch batch)
    {
        if (!ReferenceEquals(_channels, batch.Channels)) TakeChannels(batch.Channels);
        for (int row = 0; row < batch.Count; row++)
            if (_rows.Add(batch, row, _from)) HandOn(batch, row);
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

    private void HandOn(ReadingBatch batch, int row)
    {
        var rows = _rows.Rows;
        int values = rows.Count * batch.Channels.Count;
        if (_values.Length < values) _values = new double[Math.Max(values, Math.Min(_values.Length * 2, StepLimits.ValuesMax))];
        rows.CopyTo(_values.AsSpan(0, values));
        Next?.Process(new WindowFrame(batch, row, rows.Count, _values.AsSpan(0, values)));
    }

    private void TakeChannels(ChannelSet channels)
    {
        bool same = _channels is not null && _channels.SequenceEqual(channels);
        _channels = channels;
        if (same) return;
        _from = Enumerable.Range(0, channels.Count).ToArray();
        _rows.Clear(channels.Count);
    }
}
