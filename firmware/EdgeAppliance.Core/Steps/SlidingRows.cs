using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>A window of a device's newest rows that says when it is due, by count or by the readings' own times.</summary>
/// <remarks>By time: a reading up to one window older than the newest counts as arriving with the newest. One that is older still
/// means that the device's clock was set back, and the window starts anew.</remarks>
internal sealed class SlidingRows(Extent size, Extent hop)
{
    private readonly RowRing _ring = new(size.IsTime ? StepLimits.WindowRowsMax : size.Rows);
    private long _newestUs;
    private long _dueUs;
    private long _rowsUntilDue = size.Rows;

    public RowRing Rows => _ring;

    public void Clear(int channels)
    {
        _ring.Clear(channels);
        _rowsUntilDue = size.Rows;
    }

    /// <returns>True where the window is due with this row as its newest.</returns>
    public bool Add(ReadingBatch batch, int row, ReadOnlySpan<int> from) =>
        size.IsTime ? AddByTime(batch, row, from) : AddByCount(batch, row, from);

    public void Save(StateWriter writer)
    {
        _ring.Save(writer);
        writer.Write(_newestUs);
        writer.Write(_dueUs);
        writer.Write(_rowsUntilDue);
    }

    public void Load(ref StateReader reader)
    {
        _ring.Load(ref reader);
        _newestUs = reader.ReadInt64();
        _dueUs = reader.ReadInt64();
        _rowsUntilDue = reader.ReadInt64();
    }

    private bool AddByCount(ReadingBatch batch, int row, ReadOnlySpan<int> from)
    {
        if (_ring.RowsMax < size.Rows) throw new UnfitReadingException($"A window of {size.Rows} readings of {from.Length} channels is over the limit of {StepLimits.ValuesMax} values.");
        _ring.Add(batch.TimesUs[row], batch, row, from);
        if (--_rowsUntilDue > 0) return false;
        _rowsUntilDue = hop.Rows;
        return true;
    }

    private bool AddByTime(ReadingBatch batch, int row, ReadOnlySpan<int> from)
    {
        long time = batch.TimesUs[row];
        if (_ring.Count > 0 && time < _newestUs - size.DurationUs) _ring.Clear(from.Length);
        if (_ring.Count == 0) (_newestUs, _dueUs) = (time, time + size.DurationUs);
        _newestUs = Math.Max(time, _newestUs);
        _ring.DropUntil(_newestUs - size.DurationUs);
        _ring.Add(_newestUs, batch, row, from);
        if (_newestUs < _dueUs) return false;
        _dueUs += ((_newestUs - _dueUs) / hop.DurationUs + 1) * hop.DurationUs;
        return true;
    }
}
