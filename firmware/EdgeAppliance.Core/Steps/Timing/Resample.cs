using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Filtering;

namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>Brings a device's readings to a fixed rate: rows in at any times, a row out for each time of the grid, with the same channels and units.
/// linear: on the line from the reading before to the one behind. previous: the newest reading. mean: of the readings since the time before, up to and with this
/// one; where there are none, no row. With antiAlias each channel first goes through a Butterworth low-pass of eighth order at 0.4 of the new rate, which delays it.</summary>
/// <remarks>Readings that are older than the one before are dropped and counted; older by more than the gap they mean that the device's clock was
/// set back, and it begins anew, as it does after a gap and with other channels.</remarks>
internal sealed class Resample(ResampleOptions options) : Step
{
    private const int RowsMax = 256;

    private readonly OutputBatch _output = new();
    private ChannelSet? _channels;
    private BiquadCascade[] _filters = [];
    private double[] _row = [];
    private double[] _last = [];
    private double[] _sums = [];
    private double[] _counts = [];
    private bool _started;
    private long _lastUs;
    private long _next;

    /// <summary>Readings that came too late.</summary>
    public long Dropped { get; private set; }

    public override void Process(ReadingBatch batch)
    {
        if (!ReferenceEquals(_channels, batch.Channels)) TakeChannels(batch.Channels);
        _output.For(batch, batch.Channels, RowsMax);
        for (int row = 0; row < batch.Count; row++)
        {
            if (TimeGrid.Holds(batch.TimesUs[row])) Take(batch, row);
            else Dropped++;
        }
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        ChannelState.Save(writer, _channels);
        writer.Write(Dropped);
        if (_channels is null) return;
        writer.Write(_started);
        writer.Write(_lastUs);
        writer.Write(_next);
        writer.Write(_last);
        writer.Write(_sums);
        writer.Write(_counts);
        foreach (var filter in _filters) filter.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _channels = null;
        var channels = ChannelState.Load(ref reader);
        Dropped = reader.ReadInt64();
        if (channels is null) return;
        TakeChannels(channels);
        _started = reader.ReadBoolean();
        _lastUs = reader.ReadInt64();
        _next = reader.ReadInt64();
        if (!TimeGrid.Holds(_lastUs)) throw new InvalidDataException("The state holds a time that no reading may have.");
        reader.Read(_last);
        reader.Read(_sums);
        reader.Read(_counts);
        foreach (var filter in _filters) filter.Load(ref reader);
        // A place that is not the one behind the last reading would make rows without end.
        if (_started && Math.Abs(_next - options.Grid.IndexFrom(_lastUs)) > 1) throw new InvalidDataException("The state's place on the grid is not that of its last reading.");
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = ResampleBinder.Bind(configuration);
        return _ => new Resample(options);
    }

    private void Take(ReadingBatch batch, int row)
    {
        long time = batch.TimesUs[row];
        bool isLate = _started && (options.Method == ResampleMethod.Mean ? time <= options.Grid.At(_next - 1) : time < _lastUs);
        if (isLate && _lastUs - time <= options.MaxGapUs)
        {
            Dropped++;
            return;
        }
        if (_started && (isLate || time - _lastUs > options.MaxGapUs)) Stop();
        if (!_started) Begin(time);
        Gather(batch, row);
        if (options.Method == ResampleMethod.Mean) TakeMean(time);
        else TakePoint(time);
        _lastUs = Math.Max(time, _lastUs);
    }

    private void Begin(long timeUs)
    {
        (_started, _lastUs, _next) = (true, timeUs, options.Grid.IndexFrom(timeUs));
        _last.AsSpan().Fill(double.NaN);
        foreach (var filter in _filters) filter.Reset();
    }

    private void Stop()
    {
        if (options.Method == ResampleMethod.Mean) CloseMean();
        _started = false;
    }

    private void Gather(ReadingBatch batch, int row)
    {
        for (int c = 0; c < _row.Length; c++)
        {
            _row[c] = batch.Get(row, c);
            if (_filters.Length > 0 && double.IsFinite(_row[c])) _row[c] = _filters[c].Next(_row[c], batch.TimesUs[row]);
            // An infinite value would stay in the filter for ever.
            if (_filters.Length > 0 && double.IsInfinity(_row[c])) _filters[c].Reset();
        }
    }

    private void TakePoint(long timeUs)
    {
        for (long at; (at = options.Grid.At(_next)) <= timeUs; _next++)
        {
            var (output, to) = _output.AddRow(Next, at);
            double part = at == timeUs ? 1 : options.Method == ResampleMethod.Previous ? 0 : (double)(at - _lastUs) / (timeUs - _lastUs);
            for (int c = 0; c < _row.Length; c++) output.Set(to, c, part == 1 ? _row[c] : part == 0 ? _last[c] : _last[c] + (_row[c] - _last[c]) * part);
        }
        _row.CopyTo(_last, 0);
    }

    private void TakeMean(long timeUs)
    {
        if (timeUs > options.Grid.At(_next))
        {
            CloseMean();
            _next = options.Grid.IndexFrom(timeUs);
        }
        for (int c = 0; c < _row.Length; c++)
        {
            if (double.IsNaN(_row[c])) continue;
            _sums[c] += _row[c];
            _counts[c]++;
        }
    }

    private void CloseMean()
    {
        if (_counts.AsSpan().ContainsAnyExcept(0))
        {
            var (output, to) = _output.AddRow(Next, options.Grid.At(_next));
            for (int c = 0; c < _sums.Length; c++) output.Set(to, c, _sums[c] / _counts[c]);
        }
        Array.Clear(_sums);
        Array.Clear(_counts);
    }

    private void TakeChannels(ChannelSet channels)
    {
        bool same = _channels is not null && _channels.SequenceEqual(channels);
        _channels = channels;
        if (same) return;
        int count = channels.Count;
        (_row, _last, _sums, _counts) = (new double[count], new double[count], new double[count], new double[count]);
        _filters = options.AntiAlias is { } sections ? [.. Enumerable.Range(0, count).Select(_ => new BiquadCascade(sections))] : [];
        _started = false;
    }
}
