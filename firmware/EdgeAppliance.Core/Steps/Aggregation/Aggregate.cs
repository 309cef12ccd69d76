using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Makes one reading a window: for each channel its count, sum, mean, extremes, deviation or percentiles, named as in <c>temp.mean</c> and
/// <c>temp.p95</c>. Tumbling where the hop is the size, sliding where it is not, sessions where there is a gap. Channels that come later are added; missing
/// values do not count.</summary>
internal sealed class Aggregate : Step
{
    private readonly AggregateOptions _options;
    private readonly OpenWindow? _window;
    private readonly SlidingTotals? _slide;
    private readonly ChannelUnion _union = new();
    private readonly OutputBatch _output = new();
    private ChannelSet? _results;

    public Aggregate(AggregateOptions options)
    {
        _options = options;
        if (options.GapUs > 0) _window = new Session(options);
        else if (options.Hop == options.Size) _window = new Tumble(options);
        else _slide = new SlidingTotals(options);
    }

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (_union.Take(batch.Channels)) Widen();
        // A reading may end the window before it and be the last of its own.
        var output = _output.For(batch, _results!, 2 * batch.Count);
        for (int row = 0; row < batch.Count; row++)
        {
            if (_window is not null) AddOpen(batch, row, output);
            else if (_slide!.Add(batch, row, _union.From)) _slide.WriteTo(output, batch.TimesUs[row], _union.Count);
        }
        if (output.Count > 0) Next?.Process(output);
    }

    public override void SaveState(StateWriter writer)
    {
        _union.Save(writer);
        _window?.Save(writer);
        _slide?.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _union.Load(ref reader);
        if (_union.Channels is not null) Widen();
        _window?.Load(ref reader);
        _slide?.Load(ref reader);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = AggregateBinder.Bind(configuration);
        return _ => new Aggregate(options);
    }

    private void AddOpen(ReadingBatch batch, int row, ReadingBatch output)
    {
        if (_window!.EndsBefore(batch.TimesUs[row])) _window.Close(output);
        if (_window.Add(batch, row, _union.From)) _window.Close(output);
    }

    /// <exception cref="StepException">There are more channels than percentiles may be kept of.</exception>
    private void Widen()
    {
        if (_options.Percentiles is { } percentiles && (long)_union.Count * percentiles.ExactUpTo > StepLimits.ValuesMax)
            throw new UnfitReadingException($"Percentiles of {_union.Count} channels, exact up to {percentiles.ExactUpTo} values, are over the limit of {StepLimits.ValuesMax} values; select channels or lower exactUpTo.");
        _window?.Widen(_union.Count);
        _slide?.Widen(_union.Count);
        var names = AggregateBinder.ResultNames(_options);
        if ((long)_union.Count * names.Count > StepLimits.ChannelsMax)
            throw new UnfitReadingException($"{names.Count} results of {_union.Count} channels are over the limit of {StepLimits.ChannelsMax} channels; name fewer functions, or select channels.");
        var channels = new List<string>();
        foreach (string channel in _union.Channels!.Names)
            foreach (string name in names) channels.Add($"{channel}.{name}");
        _results = new ChannelSet(channels.ToArray());
    }
}
