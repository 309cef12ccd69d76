using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Windows that overlap: counted out anew of the rows kept, so that no rounding builds up.</summary>
internal sealed class SlidingTotals(AggregateOptions options)
{
    private readonly SlidingRows _rows = new(options.Size, options.Hop);
    private readonly ChannelTotals _totals = new(options.Functions, options.Percentiles);

    public void Widen(int channels)
    {
        if (_rows.Rows.Count == 0) _rows.Clear(channels);
        else _rows.Rows.Widen(channels);
    }

    /// <returns>True where a window is due with this reading as its newest.</returns>
    public bool Add(ReadingBatch batch, int row, ReadOnlySpan<int> from) => _rows.Add(batch, row, from);

    public void WriteTo(ReadingBatch output, long timeUs, int channels)
    {
        int row = output.AddRow(timeUs);
        int column = 0;
        for (int c = 0; c < channels; c++)
        {
            _totals.Clear();
            for (int i = 0; i < _rows.Rows.Count; i++) _totals.Add(_rows.Rows.Value(i, c));
            _totals.WriteTo(output, row, ref column);
        }
    }

    public void Save(StateWriter writer) => _rows.Save(writer);

    public void Load(ref StateReader reader) => _rows.Load(ref reader);
}
