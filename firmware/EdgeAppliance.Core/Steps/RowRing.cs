using System.Numerics;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>The newest rows of a device, in a ring that grows up to its limit and then drops the oldest. Values lie channel by channel, as
/// windows do, so that a window is a few copies of whole stretches.</summary>
internal sealed class RowRing(int rowsMax)
{
    private long[] _timesUs = [];
    private double[] _values = [];
    private double[] _row = [];
    private int _channels;
    private int _start;

    public int Count { get; private set; }

    /// <summary>Rows before the oldest is dropped: fewer than told where many channels would take more than <see cref="StepLimits.ValuesMax"/> values.</summary>
    public int RowsMax => Math.Clamp(StepLimits.ValuesMax / Math.Max(_channels, 1), 1, rowsMax);

    public void Clear(int channels)
    {
        if (channels != _channels) (_timesUs, _values, _row) = ([], [], new double[channels]);
        _channels = channels;
        _start = 0;
        Count = 0;
    }

    /// <param name="from">The batch's channel for each of the ring's, or -1 for a missing one.</param>
    public void Add(long timeUs, ReadingBatch batch, int row, ReadOnlySpan<int> from)
    {
        if (Count == RowsMax) DropOldest();
        if (Count == _timesUs.Length) Grow();
        int slot = Slot(Count++);
        _timesUs[slot] = timeUs;
        for (int c = 0; c < from.Length; c++) _values[c * _timesUs.Length + slot] = from[c] < 0 ? double.NaN : batch.Get(row, from[c]);
    }

    public long TimeUs(int index) => _timesUs[Slot(index)];

    public double Value(int index, int channel) => _values[channel * _timesUs.Length + Slot(index)];

    public void DropUntil(long timeUs)
    {
        while (Count > 0 && _timesUs[_start] <= timeUs) DropOldest();
    }

    /// <summary>Fills [channels × Count], channel by channel, oldest first.</summary>
    public void CopyTo(Span<double> target)
    {
        int capacity = _timesUs.Length;
        int older = Math.Min(Count, capacity - _start);
        for (int c = 0; c < _channels; c++)
        {
            _values.AsSpan(c * capacity + _start, older).CopyTo(target[(c * Count)..]);
            _values.AsSpan(c * capacity, Count - older).CopyTo(target[(c * Count + older)..]);
        }
    }

    /// <summary>Gives the ring more channels, missing in the rows that it holds.</summary>
    public void Widen(int channels)
    {
        var wider = new double[_timesUs.Length * channels];
        wider.AsSpan(_values.Length).Fill(double.NaN);
        _values.CopyTo(wider, 0);
        (_values, _row) = (wider, new double[channels]);
        _channels = channels;
        while (Count > RowsMax) DropOldest();
    }

    /// <exception cref="InvalidDataException">The rows are of another number of channels.</exception>
    public void Load(ref StateReader reader, int channels)
    {
        Load(ref reader);
        if (Count > 0 && _channels != channels) throw new InvalidDataException($"The state has rows of {_channels} channels where {channels} belong.");
        if (Count == 0) Clear(channels);
    }

    public void Save(StateWriter writer)
    {
        writer.Write((long)_channels);
        writer.Write((long)Count);
        for (int i = 0; i < Count; i++)
        {
            writer.Write(TimeUs(i));
            for (int c = 0; c < _channels; c++) _row[c] = Value(i, c);
            writer.Write(_row);
        }
    }

    public void Load(ref StateReader reader)
    {
        long channels = reader.ReadInt64();
        if (channels is < 0 or > StepLimits.ChannelsMax) throw new InvalidDataException($"The state has {channels} channels.");
        Clear((int)channels);
        long count = reader.ReadInt64();
        if (count < 0 || count > RowsMax) throw new InvalidDataException($"The state has {count} rows where {RowsMax} are the limit.");
        for (long i = 0; i < count; i++)
        {
            if (Count == _timesUs.Length) Grow();
            _timesUs[Count] = reader.ReadInt64();
            reader.Read(_row);
            for (int c = 0; c < _channels; c++) _values[c * _timesUs.Length + Count] = _row[c];
            Count++;
        }
    }

    private int Slot(int index)
    {
        int slot = _start + index;
        return slot < _timesUs.Length ? slot : slot - _timesUs.Length;
    }

    private void DropOldest()
    {
        if (++_start == _timesUs.Length) _start = 0;
        Count--;
    }

    private void Grow()
    {
        int capacity = Math.Min(RowsMax, Math.Max(16, (int)BitOperations.RoundUpToPowerOf2((uint)Count + 1)));
        var times = new long[capacity];
        var values = new double[capacity * _channels];
        for (int i = 0; i < Count; i++)
        {
            times[i] = TimeUs(i);
            for (int c = 0; c < _channels; c++) values[c * capacity + i] = Value(i, c);
        }
        (_timesUs, _values, _start) = (times, values, 0);
    }
}
