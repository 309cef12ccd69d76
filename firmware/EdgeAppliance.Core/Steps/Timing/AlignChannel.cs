namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>One channel's values that rows to come may need, in order of their times.</summary>
internal sealed class AlignChannel(int valuesMax)
{
    private long[] _timesUs = [];
    private double[] _values = [];
    private int _start;
    private int _count;

    /// <returns>False where the oldest value had to make room.</returns>
    public bool Add(long timeUs, double value)
    {
        bool isFull = _count == valuesMax;
        if (isFull) Drop(1);
        if (_start + _count == _timesUs.Length) MakeRoom();
        int at = _start + _count;
        // Of equal times the one that came last counts.
        for (; at > _start && _timesUs[at - 1] > timeUs; at--) (_timesUs[at], _values[at]) = (_timesUs[at - 1], _values[at - 1]);
        (_timesUs[at], _values[at]) = (timeUs, value);
        _count++;
        return !isFull;
    }

    /// <summary>The value at a time, and forgets what came before; NaN where there is none.</summary>
    public double At(long timeUs, long maxAgeUs, bool isLinear)
    {
        int before = 0;
        while (before < _count && _timesUs[_start + before] <= timeUs) before++;
        if (before == 0) return double.NaN;
        Drop(before - 1);
        long time = _timesUs[_start];
        if (!isLinear || time == timeUs) return timeUs - time <= maxAgeUs ? _values[_start] : double.NaN;
        if (_count < 2 || _timesUs[_start + 1] - time > maxAgeUs) return double.NaN;
        double part = (double)(timeUs - time) / (_timesUs[_start + 1] - time);
        return _values[_start] + (_values[_start + 1] - _values[_start]) * part;
    }

    /// <summary>The first value's time behind another time.</summary>
    public long? FirstBehind(long timeUs)
    {
        for (int i = 0; i < _count; i++)
            if (_timesUs[_start + i] > timeUs) return _timesUs[_start + i];
        return null;
    }

    public void Clear() => (_start, _count) = (0, 0);

    public void Save(StateWriter writer)
    {
        writer.Write((long)_count);
        for (int i = 0; i < _count; i++)
        {
            writer.Write(_timesUs[_start + i]);
            writer.Write(_values[_start + i]);
        }
    }

    public void Load(ref StateReader reader)
    {
        Clear();
        long count = reader.ReadInt64();
        if (count < 0 || count > valuesMax) throw new InvalidDataException($"The state has {count} values where {valuesMax} are the limit.");
        for (long i = 0; i < count; i++) Add(reader.ReadInt64(), reader.ReadDouble());
    }

    private void Drop(int values)
    {
        _start += values;
        _count -= values;
    }

    private void MakeRoom()
    {
        // Moves to the front while half is free: a value is then moved once at most in the long run.
        bool isTight = _count > _timesUs.Length / 2;
        var times = isTight || _timesUs.Length == 0 ? new long[Math.Max(16, _timesUs.Length * 2)] : _timesUs;
        var values = ReferenceEquals(times, _timesUs) ? _values : new double[times.Length];
        Array.Copy(_timesUs, _start, times, 0, _count);
        Array.Copy(_values, _start, values, 0, _count);
        (_timesUs, _values, _start) = (times, values, 0);
    }
}
