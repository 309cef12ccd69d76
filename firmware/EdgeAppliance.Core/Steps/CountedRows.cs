using System.Numerics;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>The rows of a window by count, which slide through memory instead of being copied: with the window's start one value further on,
/// each channel's values have moved up by one, and its last place is where the next channel's oldest value was, which is just the one to go.
/// So a row costs one write a channel; once the slack behind the window is used up, the window goes back to the start.</summary>
/// <remarks>Room for the whole window is made as rows come, so that devices that send little take little.</remarks>
internal sealed class CountedRows(int size, int hop) : WindowRows
{
    private const int RowsMin = 16;
    private const int SlackMin = 64;

    /// <summary>The slack is this share of the window, so that going back to its start costs a row this many values copied.</summary>
    private const int SlackShare = 8;

    private long[] _timesUs = [];
    private double[] _values = [];
    private int _channels;
    private int _count;

    // Rows that there is room for, and where the first of them is.
    private int _room;
    private int _start;
    private int _slack;
    private long _rowsUntilDue = size;

    public override int Count => _count;

    public override ReadOnlySpan<double> Values => _values.AsSpan(_start, _count * _channels);

    public override void Clear(int channels)
    {
        if (channels != _channels) (_timesUs, _values, _room) = ([], [], 0);
        (_channels, _count, _start, _rowsUntilDue) = (channels, 0, 0, size);
    }

    public override bool Add(ReadingBatch batch, int row)
    {
        int place = Place(batch.TimesUs[row]);
        for (int c = 0; c < _channels; c++, place += _room) _values[place] = batch.Get(row, c);
        if (--_rowsUntilDue > 0) return false;
        _rowsUntilDue = hop;
        return true;
    }

    // As SlidingRows does, whose newest and due times a window by count has no use for.
    public override void Save(StateWriter writer)
    {
        Span<double> row = new double[_channels];
        writer.Write((long)_channels);
        writer.Write((long)_count);
        for (int i = 0; i < _count; i++)
        {
            writer.Write(_timesUs[_start + i]);
            for (int c = 0; c < row.Length; c++) row[c] = _values[_start + c * _room + i];
            writer.Write(row);
        }
        writer.Write(0L);
        writer.Write(0L);
        writer.Write(_rowsUntilDue);
    }

    public override void Load(ref StateReader reader)
    {
        long channels = reader.ReadInt64();
        long count = reader.ReadInt64();
        if (channels != _channels && count > 0) throw new InvalidDataException($"The state has rows of {channels} channels where {_channels} belong.");
        if (count < 0 || count > size) throw new InvalidDataException($"The state has {count} rows where {size} are the limit.");
        Clear(_channels);
        Span<double> row = new double[_channels];
        for (long i = 0; i < count; i++)
        {
            int place = Place(reader.ReadInt64());
            reader.Read(row);
            for (int c = 0; c < row.Length; c++) _values[place + c * _room] = row[c];
        }
        reader.ReadInt64();
        reader.ReadInt64();
        _rowsUntilDue = reader.ReadInt64();
        if (_rowsUntilDue < Math.Max(1, size - _count) || _rowsUntilDue > Math.Max(size, hop))
            throw new InvalidDataException($"The state has a window of {_count} of {size} readings due in {_rowsUntilDue}.");
    }

    /// <returns>Where the new row's value of the first channel belongs; those of the others lie <see cref="_room"/> apart.</returns>
    private int Place(long timeUs)
    {
        if (_count == size)
        {
            if (_start == _slack) GoBack();
            _start++;
        }
        else
        {
            if (_count == _room) Grow();
            _count++;
        }
        int place = _start + _count - 1;
        _timesUs[place] = timeUs;
        return place;
    }

    private void GoBack()
    {
        _values.AsSpan(_start, _count * _channels).CopyTo(_values);
        _timesUs.AsSpan(_start, _count).CopyTo(_timesUs);
        _start = 0;
    }

    private void Grow()
    {
        if ((long)size * _channels > StepLimits.ValuesMax)
            throw new UnfitReadingException($"A window of {size} readings of {_channels} channels is over the limit of {StepLimits.ValuesMax} values.");
        int room = Math.Min(size, Math.Max(RowsMin, (int)BitOperations.RoundUpToPowerOf2((uint)_count + 1)));
        _slack = room < size ? 0 : Math.Max(SlackMin, room * _channels / SlackShare);
        var (times, values) = (new long[room + _slack], new double[room * _channels + _slack]);
        _timesUs.AsSpan(0, _count).CopyTo(times);
        for (int c = 0; c < _channels; c++) _values.AsSpan(c * _room, _count).CopyTo(values.AsSpan(c * room));
        (_timesUs, _values, _room) = (times, values, room);
    }
}
