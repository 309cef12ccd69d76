using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>Smooths each channel by itself: rows in, as many rows with the same times, channels and units out. A missing value stays
/// missing and does not move the filter; an infinite one counts as missing.</summary>
internal sealed class Filter(FilterOptions options) : Step
{
    private readonly ChannelUnion _union = new();
    private readonly OutputBatch _output = new();
    private ChannelFilter?[] _filters = [];

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (_union.Take(batch.Channels)) Widen();
        var output = _output.For(batch, batch.Channels, batch.Count);
        foreach (long time in batch.TimesUs) output.AddRow(time);
        var from = _union.From;
        for (int u = 0; u < from.Length; u++)
        {
            if (from[u] < 0) continue;
            var values = batch.Column(from[u]);
            var to = output.WritableColumn(from[u]);
            if (_filters[u] is { } filter) Run(filter, batch.TimesUs, values, to);
            else values.CopyTo(to);
        }
        Next?.Process(output);
    }

    public override void SaveState(StateWriter writer)
    {
        _union.Save(writer);
        foreach (var filter in _filters) filter?.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _union.Load(ref reader);
        _filters = [];
        if (_union.Channels is null) return;
        Widen();
        foreach (var filter in _filters) filter?.Load(ref reader);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = FilterBinder.Bind(configuration);
        return _ => new Filter(options);
    }

    private static void Run(ChannelFilter filter, ReadOnlySpan<long> timesUs, ReadOnlySpan<double> values, Span<double> to)
    {
        for (int row = 0; row < values.Length; row++)
        {
            to[row] = double.IsFinite(values[row]) ? filter.Next(values[row], timesUs[row]) : double.NaN;
            if (double.IsInfinity(to[row]) || (double.IsNaN(to[row]) && double.IsFinite(values[row]))) Restart(filter, ref to[row]);
        }
    }

    private static void Restart(ChannelFilter filter, ref double made)
    {
        filter.Reset();
        made = double.NaN;
    }

    private void Widen()
    {
        int had = _filters.Length;
        Array.Resize(ref _filters, _union.Count);
        for (int u = had; u < _filters.Length; u++)
            if (options.Channels.Count == 0 || options.Channels.Contains(_union.Channels![u])) _filters[u] = options.Make();
    }
}
