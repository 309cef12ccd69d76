using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Windows one behind another without overlap: every so many readings, or by time aligned to 1970.</summary>
/// <remarks>A window by time ends when a reading of a later one comes. A reading of the window before counts in the open one; one that
/// is older still means that the device's clock was set back, and it opens a window of its own.</remarks>
internal sealed class Tumble(Extent size)
{
    private Accumulator[] _channels = [];
    private long _rows;
    private long _startUs;

    public long NewestUs { get; private set; }

    public void Widen(int channels)
    {
        int had = _channels.Length;
        Array.Resize(ref _channels, channels);
        _channels.AsSpan(had).Fill(new Accumulator());
    }

    /// <returns>True where the window so far ends before this reading.</returns>
    public bool EndsBefore(long timeUs) => size.IsTime && _rows > 0 && Start(timeUs) is var start && start != _startUs && start != _startUs - size.DurationUs;

    /// <returns>True where the window ends with this reading.</returns>
    public bool Add(ReadingBatch batch, int row, ReadOnlySpan<int> from)
    {
        long time = batch.TimesUs[row];
        if (_rows == 0) (_startUs, NewestUs) = (size.IsTime ? Start(time) : 0, time);
        NewestUs = Math.Max(NewestUs, time);
        _rows++;
        for (int c = 0; c < from.Length; c++)
            if (from[c] >= 0) _channels[c].Add(batch.Get(row, from[c]));
        return !size.IsTime && _rows == size.Rows;
    }

    public double Result(int channel, AggregateFunction function) => _channels[channel].Result(function);

    public void Open()
    {
        _rows = 0;
        _channels.AsSpan().Fill(new Accumulator());
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_rows);
        writer.Write(_startUs);
        writer.Write(NewestUs);
        foreach (ref readonly var channel in _channels.AsSpan()) channel.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        _rows = reader.ReadInt64();
        _startUs = reader.ReadInt64();
        NewestUs = reader.ReadInt64();
        foreach (ref var channel in _channels.AsSpan()) channel.Load(ref reader);
    }

    private long Start(long timeUs) => timeUs - (timeUs % size.DurationUs + size.DurationUs) % size.DurationUs;
}
