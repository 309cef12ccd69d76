using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>The rows of a window by time, copied out of their ring when they are asked for.</summary>
internal sealed class TimedRows(Extent size, Extent hop) : WindowRows
{
    private readonly SlidingRows _rows = new(size, hop);
    private int[] _from = [];
    private double[] _values = [];

    public override int Count => _rows.Rows.Count;

    public override ReadOnlySpan<double> Values
    {
        get
        {
            int values = Count * _from.Length;
            if (_values.Length < values) _values = new double[Math.Max(values, Math.Min(_values.Length * 2, StepLimits.ValuesMax))];
            _rows.Rows.CopyTo(_values.AsSpan(0, values));
            return _values.AsSpan(0, values);
        }
    }

    public override void Clear(int channels)
    {
        _from = [.. Enumerable.Range(0, channels)];
        _rows.Clear(channels);
    }

    public override bool Add(ReadingBatch batch, int row) => _rows.Add(batch, row, _from);

    public override void Save(StateWriter writer) => _rows.Save(writer);

    public override void Load(ref StateReader reader) => _rows.Load(ref reader);
}
