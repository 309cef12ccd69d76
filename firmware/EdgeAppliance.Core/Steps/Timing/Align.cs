using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>Joins channels of several devices, of any source and rate, on a grid of times: one row for each time at which any of them has a value, by name, missing where
/// it has none. A row is made once the newest reading of all is later than it by the lateness; what comes for it later still is dropped and counted.
/// On a line, a channel whose next reading has not come by then is missing, so the lateness must be longer than its period. The joined readings are those of a device named as the pipeline.</summary>
internal sealed class Align : Step
{
    private const int RowsMax = 256;

    private readonly AlignOptions _options;
    private readonly StepContext _context;
    private readonly AlignChannel[] _channels;
    private readonly ChannelSet _names;
    private readonly AlignClock _clock;
    private readonly OutputBatch _output = new();
    private readonly double[] _row;
    private readonly int[] _from;
    private (string Device, ChannelSet Channels)? _resolved;
    private long _next;
    private long _dropped;

    public Align(AlignOptions options, StepContext context)
    {
        (_options, _context) = (options, context);
        int valuesMax = Math.Min(StepLimits.WindowRowsMax, StepLimits.ValuesMax / 2 / options.Inputs.Length);
        _channels = [.. options.Inputs.Select(_ => new AlignChannel(valuesMax))];
        var names = options.Inputs.Select(input => input.Name);
        _names = new ChannelSet([.. options.Late is null ? names : names.Append(options.Late)]);
        _clock = new AlignClock(options.LatenessUs);
        (_row, _from) = (new double[_channels.Length], new int[_channels.Length]);
    }

    /// <summary>Values that came too late, or were more than are kept.</summary>
    public long Dropped => _dropped;

    public override void Process(ReadingBatch batch)
    {
        if (_resolved is not { } known || !ReferenceEquals(known.Channels, batch.Channels) || known.Device != batch.Device) Resolve(batch);
        _output.For(_context.Source, _context.Device, _names, RowsMax);
        for (int row = 0; row < batch.Count; row++) Take(batch, row);
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        _clock.Save(writer);
        writer.Write(_next);
        writer.Write(_dropped);
        foreach (var channel in _channels) channel.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _clock.Load(ref reader);
        _next = reader.ReadInt64();
        _dropped = reader.ReadInt64();
        foreach (var channel in _channels) channel.Load(ref reader);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = AlignBinder.Bind(configuration);
        return context => new Align(options, context);
    }

    private void Take(ReadingBatch batch, int row)
    {
        if (!HasAny(batch, row)) return;
        long time = batch.TimesUs[row];
        var kind = _clock.Take(time);
        if (kind == AlignTime.First) Begin();
        bool isLate = kind == AlignTime.Strange || time <= _options.Grid.At(_next - 1);
        for (int c = 0; c < _from.Length; c++)
        {
            if (_from[c] < 0 || double.IsNaN(batch.Get(row, _from[c]))) continue;
            if (!isLate && _channels[c].Add(time, batch.Get(row, _from[c]))) continue;
            _dropped++;
            _context.Late.OnDropped();
        }
        if (!isLate) MakeRows();
    }

    private bool HasAny(ReadingBatch batch, int row)
    {
        foreach (int from in _from)
            if (from >= 0 && !double.IsNaN(batch.Get(row, from))) return true;
        return false;
    }

    private void Begin()
    {
        foreach (var channel in _channels) channel.Clear();
        _next = _options.Grid.IndexFrom(_clock.WatermarkUs);
    }

    private void MakeRows()
    {
        for (long at; (at = _options.Grid.At(_next)) <= _clock.WatermarkUs;)
        {
            bool any = false;
            for (int c = 0; c < _channels.Length; c++)
            {
                _row[c] = _channels[c].At(at, _options.MaxAgeUs, _options.IsLinear);
                any |= !double.IsNaN(_row[c]);
            }
            if (any) AddRow(at);
            _next = any ? _next + 1 : Math.Max(_next + 1, _options.Grid.IndexFrom(NextValue(at)));
        }
    }

    /// <summary>When the next value comes that a row could hold, or where the watermark ends before it.</summary>
    private long NextValue(long timeUs)
    {
        long first = _clock.WatermarkUs + 1;
        foreach (var channel in _channels)
            if (channel.FirstBehind(timeUs) is { } next && next < first) first = next;
        return first;
    }

    private void AddRow(long timeUs)
    {
        var (output, row) = _output.AddRow(Next, timeUs);
        for (int c = 0; c < _row.Length; c++) output.Set(row, c, _row[c]);
        if (_options.Late is not null) output.Set(row, _row.Length, _dropped);
    }

    private void Resolve(ReadingBatch batch)
    {
        for (int c = 0; c < _from.Length; c++)
            _from[c] = _options.Inputs[c].Device == batch.Device ? batch.Channels.IndexOf(_options.Inputs[c].Channel) : -1;
        _resolved = (batch.Device, batch.Channels);
    }
}
