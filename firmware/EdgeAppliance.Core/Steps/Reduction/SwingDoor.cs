using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Timing;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Keeps of each named channel the points whose straight lines pass all its readings within its error (swinging door). Each channel is kept by
/// itself: a row leaves where any has a point, the others are missing in it, and channels that are not named are left out. So what a series costs is
/// its values, not its rows.</summary>
/// <remarks>A row leaves once no channel can have an older point: in order of time, unless a channel's own readings come behind those of others.
/// Which point is kept shows with the reading behind it; the last one leaves when others have gone on by the longest gap, or when the pipeline stops.
/// A late value that no line covers is dropped and counted; one older by more than the longest gap means that the clock was set back, and all begins anew.</remarks>
internal sealed class SwingDoor : Step
{
    /// <summary>Rows that wait for a slower channel; where there are more its line ends early.</summary>
    public const int WaitingRowsMax = 1024;

    private const int RowsMax = 256;

    private readonly SwingDoorOptions _options;
    private readonly Door[] _doors;
    private readonly ChannelSet _names;
    private readonly WaitingRows _waiting;
    private readonly OutputBatch _output = new();
    private readonly int[] _from;
    private ChannelSet? _resolved;

    public SwingDoor(SwingDoorOptions options)
    {
        _options = options;
        _doors = [.. options.Errors.Select(error => new Door(error))];
        _names = new ChannelSet([.. options.Late is null ? options.Channels : options.Channels.Add(options.Late)]);
        _waiting = new WaitingRows(_doors.Length);
        _from = new int[_doors.Length];
    }

    /// <summary>Late values that no line covers.</summary>
    public long Dropped { get; private set; }

    public override void Process(ReadingBatch batch)
    {
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        _output.For(batch, _names, RowsMax);
        for (int row = 0; row < batch.Count; row++) Take(batch, row);
        _output.HandOn(Next);
    }

    /// <summary>Ends every line at its newest reading.</summary>
    public override void Flush()
    {
        Settle();
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        writer.Write(Dropped);
        foreach (var door in _doors) door.Save(writer);
        _waiting.Save(writer);
        _output.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        Dropped = reader.ReadInt64();
        foreach (var door in _doors) door.Load(ref reader);
        _waiting.Load(ref reader, WaitingRowsMax + _doors.Length);
        _output.Load(ref reader, _names, RowsMax);
        if (_waiting.Count == 0 && !Array.Exists(_doors, door => door.Holds)) return;
        if (!_output.IsKnown) throw new InvalidDataException("The state holds readings of nobody.");
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = SwingDoorBinder.Bind(configuration);
        return _ => new SwingDoor(options);
    }

    private void Take(ReadingBatch batch, int row)
    {
        long time = batch.TimesUs[row];
        bool isTime = TimeGrid.Holds(time);
        for (int c = 0; c < _from.Length; c++)
        {
            double value = _from[c] < 0 ? double.NaN : batch.Get(row, _from[c]);
            if (double.IsFinite(value) && isTime) Take(c, time, value);
            else if (double.IsFinite(value)) Dropped++;
            else if (_doors[c].Holds && isTime && time - _doors[c].HeldUs >= _options.MaxGapUs) Keep(c);
        }
        if (_waiting.Count >= WaitingRowsMax) Settle();
        else Release(UndecidedUs());
    }

    private void Take(int channel, long timeUs, double value)
    {
        var door = _doors[channel];
        var arrival = door.Arrives(timeUs, _options.MaxGapUs);
        if (arrival == Arrival.Late)
        {
            if (!door.Covers(timeUs, value)) Dropped++;
            return;
        }
        if (arrival == Arrival.Anew && door.IsStarted) Settle();
        if (door.Holds && (timeUs - door.PivotUs > _options.MaxGapUs || !door.Spans(timeUs, value))) Keep(channel);
        if (arrival == Arrival.InOrder && timeUs - door.PivotUs <= _options.MaxGapUs) door.Hold(timeUs, value);
        else
        {
            _waiting.Set(timeUs, channel, value);
            door.Begin(timeUs, value);
        }
    }

    private void Keep(int channel)
    {
        var door = _doors[channel];
        _waiting.Set(door.HeldUs, channel, door.Held);
        door.Begin(door.HeldUs, door.Held);
    }

    /// <summary>Ends every line where it is, and hands on all points.</summary>
    private void Settle()
    {
        for (int c = 0; c < _doors.Length; c++)
            if (_doors[c].Holds) Keep(c);
        Release(long.MaxValue);
    }

    /// <summary>From when on points may still come.</summary>
    private long UndecidedUs()
    {
        long first = long.MaxValue;
        foreach (var door in _doors)
            if (door.Holds) first = Math.Min(first, door.HeldUs);
        return first;
    }

    private void Release(long beforeUs)
    {
        for (; _waiting.Count > 0 && _waiting.FirstUs < beforeUs; _waiting.DropFirst())
        {
            var (batch, row) = _output.AddRow(Next, _waiting.FirstUs);
            var values = _waiting.First;
            for (int c = 0; c < values.Length; c++) batch.Set(row, c, values[c]);
            if (_options.Late is not null) batch.Set(row, values.Length, Dropped);
        }
    }

    private void Resolve(ChannelSet channels)
    {
        for (int c = 0; c < _from.Length; c++) _from[c] = channels.IndexOf(_options.Channels[c]);
        _resolved = channels;
    }
}
