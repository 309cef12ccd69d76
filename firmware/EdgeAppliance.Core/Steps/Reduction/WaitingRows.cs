namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Kept points of several channels as rows in order of their times, until no older point can come.</summary>
internal sealed class WaitingRows(int channels)
{
    private long[] _timesUs = new long[16];
    private double[] _values = new double[16 * channels];
    private int _start;

    public int Count { get; private set; }

    public long FirstUs => _timesUs[_start];

    public ReadOnlySpan<double> First => Row(_start);

    public void Set(long timeUs, int channel, double value)
    {
        int at = _timesUs.AsSpan(_start, Count).BinarySearch(timeUs);
        Row(at >= 0 ? _start + at : Insert(~at, timeUs))[channel] = value;
    }

    public void DropFirst() => (_start, Count) = Count == 1 ? (0, 0) : (_start + 1, Count - 1);

    public void Save(StateWriter writer)
    {
        writer.Write((long)Count);
        for (int row = _start; row < _start + Count; row++)
        {
            writer.Write(_timesUs[row]);
            writer.Write(Row(row));
        }
    }

    /// <exception cref="InvalidDataException">There are more rows than <paramref name="rowsMax"/>, or they are not in order.</exception>
    public void Load(ref StateReader reader, int rowsMax)
    {
        (_start, Count) = (0, 0);
        long count = reader.ReadInt64();
        if (count < 0 || count > rowsMax) throw new InvalidDataException($"The state has {count} rows where {rowsMax} are the limit.");
        for (int row = 0; row < count; row++)
        {
            long timeUs = reader.ReadInt64();
            if (row > 0 && timeUs <= _timesUs[row - 1]) throw new InvalidDataException("The state's rows are not in order of their times.");
            reader.Read(Row(Insert(row, timeUs)));
        }
    }

    private Span<double> Row(int row) => _values.AsSpan(row * channels, channels);

    private int Insert(int at, long timeUs)
    {
        if (_start + Count == _timesUs.Length) MakeRoom();
        int row = _start + at;
        int behind = Count - at;
        Array.Copy(_timesUs, row, _timesUs, row + 1, behind);
        Array.Copy(_values, row * channels, _values, (row + 1) * channels, behind * channels);
        _timesUs[row] = timeUs;
        Row(row).Fill(double.NaN);
        Count++;
        return row;
    }

    private void MakeRoom()
    {
        // Moves to the front while half is free: a row is then moved once at most in the long run.
        int capacity = Count > _timesUs.Length / 2 ? _timesUs.Length * 2 : _timesUs.Length;
        var (times, values) = capacity == _timesUs.Length ? (_timesUs, _values) : (new long[capacity], new double[capacity * channels]);
        Array.Copy(_timesUs, _start, times, 0, Count);
        Array.Copy(_values, _start * channels, values, 0, Count * channels);
        (_timesUs, _values, _start) = (times, values, 0);
    }
}
