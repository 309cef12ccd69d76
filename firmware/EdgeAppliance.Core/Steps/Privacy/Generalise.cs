using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Makes readings less exact: values rounded to a step or brought to a range, places to a grid, times to a multiple of a duration. Channels that
/// it does not name are left out, unless it is told to keep them.</summary>
internal sealed class Generalise(GeneraliseOptions options) : Step
{
    private readonly LeavingChannels _leaving = new(options.Leaving);
    private readonly OutputBatch _output = new();
    private Coarsening?[] _coarsenings = [];
    private int _latitude = -1;
    private int _longitude = -1;

    public override void Process(ReadingBatch batch)
    {
        if (_leaving.Take(batch.Channels)) Resolve();
        if (_leaving.Channels is not { } channels || batch.Count == 0) return;
        var output = _output.For(batch.Source, batch.Device, channels, batch.Count, batch.Cleared || options.Leaving.Clears);
        foreach (long time in batch.TimesUs) output.AddRow(Coarse(time));
        var from = _leaving.From;
        for (int c = 0; c < from.Length; c++) Coarsen(batch.Column(from[c]), output.WritableColumn(c), _coarsenings[c]);
        if (_latitude >= 0 || _longitude >= 0) CoarsenPlaces(output);
        Next?.Process(output);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = GeneraliseBinder.Bind(configuration);
        return _ => new Generalise(options);
    }

    private static void Coarsen(ReadOnlySpan<double> from, Span<double> to, Coarsening? coarsening)
    {
        if (coarsening is null) from.CopyTo(to);
        else for (int row = 0; row < to.Length; row++) to[row] = coarsening.Of(from[row]);
    }

    /// <summary>Half of a place is no place: it would stay exact.</summary>
    private void CoarsenPlaces(ReadingBatch output)
    {
        for (int row = 0; row < output.Count; row++)
        {
            double north = _latitude < 0 ? double.NaN : output.Get(row, _latitude);
            double east = _longitude < 0 ? double.NaN : output.Get(row, _longitude);
            options.Place!.Coarsen(ref north, ref east);
            if (_latitude >= 0) output.Set(row, _latitude, north);
            if (_longitude >= 0) output.Set(row, _longitude, east);
        }
    }

    private long Coarse(long timeUs)
    {
        if (options.TimeUs == 0) return timeUs;
        // A time of a boot without a clock must stay in its boot.
        long over = BootTime.IsOne(timeUs) ? BootTime.MonotonicUs(timeUs) % options.TimeUs : (timeUs % options.TimeUs + options.TimeUs) % options.TimeUs;
        return timeUs < long.MinValue + over ? timeUs : timeUs - over;
    }

    private void Resolve()
    {
        _coarsenings = [.. (_leaving.Channels?.Names.ToArray() ?? []).Select(name => options.Channels.GetValueOrDefault(name))];
        _latitude = options.Place is { } place ? _leaving.Channels?.IndexOf(place.Latitude) ?? -1 : -1;
        _longitude = options.Place is { } same ? _leaving.Channels?.IndexOf(same.Longitude) ?? -1 : -1;
    }
}
