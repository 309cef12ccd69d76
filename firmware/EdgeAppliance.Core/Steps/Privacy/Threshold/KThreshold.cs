using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Timing;

namespace EdgeAppliance.Core.Steps.Privacy.Threshold;

/// <summary>Aggregates all devices' readings together, a window of time after another, and keeps back what too few of them stand behind: of each group one reading, in which
/// a channel that fewer than k devices have a value of is missing. A group without a channel that has enough is left out and counted.</summary>
/// <remarks>A window ends once the newest reading is later than it by the lateness; what comes for it after that is dropped. Its results are those of a device named as the
/// pipeline, at the time of its end.</remarks>
internal sealed class KThreshold : Step
{
    private const int RowsMax = 256;
    // One ends, one waits for late readings, and one is ahead of the newest by chance of the clocks.
    private const int WindowsMax = 4;

    private readonly KThresholdOptions _options;
    private readonly StepContext _context;
    private readonly AlignClock _clock;
    private readonly ChannelSet _names;
    private readonly OutputBatch _output = new();
    private readonly int[] _from;
    private List<ThresholdWindow> _windows = [];
    private ChannelSet? _resolved;
    private int _by = -1;
    private long _open = long.MinValue;
    private long _dropped;

    public KThreshold(KThresholdOptions options, StepContext context)
    {
        (_options, _context) = (options, context);
        _clock = new AlignClock(options.LatenessUs, Math.Max(AlignClock.OffUs, options.SizeUs));
        _names = new ChannelSet([.. KThresholdBinder.Names(options)]);
        _from = new int[options.Channels.Length];
    }

    /// <summary>Readings that came too late, said no group, or were of more devices or groups than are kept.</summary>
    public long Dropped => _dropped;

    public override void Process(ReadingBatch batch)
    {
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        _output.For(_context.Source, _context.Device, _names, RowsMax, cleared: true);
        for (int row = 0; row < batch.Count; row++) Take(batch, row);
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        _clock.Save(writer);
        writer.Write(_open);
        writer.Write(_dropped);
        writer.Write((long)_windows.Count);
        foreach (var window in _windows) window.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _clock.Load(ref reader);
        _open = reader.ReadInt64();
        _dropped = reader.ReadInt64();
        _windows = [];
        for (long left = reader.ReadInt64(); left > 0; left--)
        {
            var window = ThresholdWindow.Load(_options, ref reader);
            if (_windows.Count == WindowsMax) throw new InvalidDataException("The state has more windows than can be open.");
            _windows.Add(window);
        }
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = KThresholdBinder.Bind(configuration);
        return context => new KThreshold(options, context);
    }

    private void Take(ReadingBatch batch, int row)
    {
        long timeUs = batch.TimesUs[row];
        var kind = _clock.Take(timeUs);
        if (kind == AlignTime.First) Begin();
        long index = IndexOf(timeUs);
        double by = _options.By is null ? 0 : _by < 0 ? double.NaN : batch.Get(row, _by) + 0.0;
        if (kind == AlignTime.Strange || index < _open || !double.IsFinite(by) || !Window(index).Add(batch, row, _from, by)) _dropped++;
        CloseUpTo(_clock.WatermarkUs);
    }

    /// <summary>The time is another one: what is open belongs to the one before.</summary>
    private void Begin()
    {
        CloseUpTo(long.MaxValue);
        _open = IndexOf(_clock.WatermarkUs);
    }

    private long IndexOf(long timeUs) => (timeUs - (timeUs % _options.SizeUs + _options.SizeUs) % _options.SizeUs) / _options.SizeUs;

    private ThresholdWindow Window(long index)
    {
        int at = 0;
        for (; at < _windows.Count && _windows[at].Index <= index; at++)
            if (_windows[at].Index == index) return _windows[at];
        var window = new ThresholdWindow(_options, index);
        _windows.Insert(at, window);
        return window;
    }

    private void CloseUpTo(long watermarkUs)
    {
        while (_windows.Count > 0 && (_windows[0].Index + 1) * _options.SizeUs <= watermarkUs)
        {
            var window = _windows[0];
            _windows.RemoveAt(0);
            _open = window.Index + 1;
            foreach (var group in window.Groups) HandOn(group, (window.Index + 1) * _options.SizeUs);
        }
    }

    private void HandOn(ThresholdGroup group, long timeUs)
    {
        if (!group.HasAny())
        {
            _context.Budgets.OnWithheld();
            return;
        }
        var (output, row) = _output.AddRow(Next, timeUs);
        group.WriteTo(output, row);
    }

    private void Resolve(ChannelSet channels)
    {
        for (int c = 0; c < _from.Length; c++) _from[c] = channels.IndexOf(_options.Channels[c]);
        _by = _options.By is { } by ? channels.IndexOf(by) : -1;
        _resolved = channels;
    }
}
