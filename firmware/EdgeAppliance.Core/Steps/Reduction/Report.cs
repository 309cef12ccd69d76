using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Reports by exception: of each named channel, by itself, a value that is off the last one told by more than its band, that came back, or that is
/// due. A row has the channels that have news; the others are missing in it, which means that they are as they were, and channels that are not named
/// are left out. With a quality channel a value that went missing is told too.</summary>
/// <remarks>Unlike <see cref="Deadband"/>, which hands on the whole reading where any channel moved, and has one time for all.</remarks>
internal sealed class Report : Step
{
    private readonly ReportOptions _options;
    private readonly ReportedValue[] _told;
    private ChannelSet _names;
    private readonly OutputBatch _output = new();
    private readonly int[] _from;
    private ChannelSet? _resolved;

    public Report(ReportOptions options)
    {
        _options = options;
        _told = [.. options.Bands.Select(band => new ReportedValue(band, options.AtLeastEveryUs))];
        _names = new ChannelSet([.. options.Channels, .. options.Quality is null ? [] : options.Channels.Select(channel => channel + options.Quality)]);
        _from = new int[_told.Length];
    }

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        var output = _output.For(batch, _names, batch.Count);
        for (int row = 0; row < batch.Count; row++) Take(batch, row, output);
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        foreach (ref var told in _told.AsSpan()) told.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        foreach (ref var told in _told.AsSpan()) told.Load(ref reader);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = ReportBinder.Bind(configuration);
        return _ => new Report(options);
    }

    private void Take(ReadingBatch batch, int row, ReadingBatch output)
    {
        int to = -1;
        for (int c = 0; c < _from.Length; c++)
        {
            if (_from[c] < 0) continue;
            bool wasGood = _told[c].IsGood;
            double value = batch.Get(row, _from[c]);
            if (!_told[c].Takes(batch.TimesUs[row], value)) continue;
            bool tellsQuality = _options.Quality is not null && (wasGood != _told[c].IsGood || !_told[c].IsGood);
            if (!_told[c].IsGood && !tellsQuality) continue;
            if (to < 0) to = output.AddRow(batch.TimesUs[row]);
            if (_told[c].IsGood) output.Set(to, c, value);
            if (tellsQuality) output.Set(to, _from.Length + c, _told[c].IsGood ? 1 : 0);
        }
    }

    private void Resolve(ChannelSet channels)
    {
        for (int c = 0; c < _from.Length; c++) _from[c] = channels.IndexOf(_options.Channels[c]);
        _names = _names.WithTextsOf(channels);
        _resolved = channels;
    }
}
