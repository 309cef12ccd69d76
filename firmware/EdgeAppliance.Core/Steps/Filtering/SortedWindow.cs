namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>The newest values of a channel, kept in order of size too, so that a median is a look-up.</summary>
internal sealed class SortedWindow(int size)
{
    private readonly double[] _ring = new double[size];
    private readonly double[] _sorted = new double[size];
    private int _next;

    public int Count { get; private set; }

    /// <summary>The middle value, or the mean of the middle two.</summary>
    public double Median => (_sorted[(Count - 1) / 2] + _sorted[Count / 2]) / 2;

    public void Add(double value)
    {
        // Minus nothing and nothing are one value, so that a reloaded window sorts as this one does.
        value += 0.0;
        if (Count == size) Remove(_ring[_next]);
        Insert(value);
        _ring[_next] = value;
        _next = _next + 1 == size ? 0 : _next + 1;
    }

    /// <summary>Median of the distances from <see cref="Median"/>: walked outward from the middle, where they are smallest.</summary>
    public double MedianDeviation()
    {
        double median = Median;
        int below = (Count - 1) / 2;
        int above = below + 1;
        double lower = 0;
        double upper = 0;
        for (int taken = 0; taken <= Count / 2; taken++)
        {
            lower = upper;
            bool goDown = above == Count || (below >= 0 && median - _sorted[below] <= _sorted[above] - median);
            upper = goDown ? median - _sorted[below--] : _sorted[above++] - median;
        }
        return Count % 2 == 1 ? upper : (lower + upper) / 2;
    }

    public void Clear() => (Count, _next) = (0, 0);

    public void Save(StateWriter writer)
    {
        writer.Write((long)Count);
        for (int i = 0; i < Count; i++) writer.Write(_ring[(_next + size - Count + i) % size]);
    }

    public void Load(ref StateReader reader)
    {
        long count = reader.ReadInt64();
        if (count < 0 || count > size) throw new InvalidDataException($"The state has {count} values where {size} are the limit.");
        Clear();
        for (long i = 0; i < count; i++)
        {
            double value = reader.ReadDouble();
            if (!double.IsFinite(value)) throw new InvalidDataException("The state of a filter holds a value that is no number.");
            Add(value);
        }
    }

    private void Insert(double value)
    {
        int at = _sorted.AsSpan(0, Count).BinarySearch(value);
        if (at < 0) at = ~at;
        _sorted.AsSpan(at, Count - at).CopyTo(_sorted.AsSpan(at + 1));
        _sorted[at] = value;
        Count++;
    }

    private void Remove(double value)
    {
        int at = _sorted.AsSpan(0, Count).BinarySearch(value);
        _sorted.AsSpan(at + 1, Count - at - 1).CopyTo(_sorted.AsSpan(at));
        Count--;
    }
}
