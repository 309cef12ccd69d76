namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Percentiles of one channel in one window. Up to a number of values they are exact, between the two nearest values on a line (type 7 of
/// Hyndman and Fan 1996, numpy's standard); from there on they are followed by P² markers, which begin at the exact ones. Missing and
/// infinite values do not count.</summary>
internal sealed class Percentiles(PercentileOptions options)
{
    private readonly MovingQuantile[] _estimates = [.. options.Of.Select(percent => new MovingQuantile(percent / 100))];
    private double[] _values = [];
    private long _count;

    public void Add(double value)
    {
        if (!double.IsFinite(value)) return;
        if (_count == options.ExactUpTo) BeginEstimates();
        if (_count < options.ExactUpTo) Keep(value);
        else foreach (var estimate in _estimates) estimate.Add(value);
        _count++;
    }

    /// <summary>To be called before <see cref="Result"/>, once all values are there.</summary>
    public void Sort()
    {
        if (_count <= options.ExactUpTo) _values.AsSpan(0, (int)_count).Sort();
    }

    /// <returns>NaN where there was no value.</returns>
    public double Result(int index)
    {
        if (_count == 0) return double.NaN;
        if (_count > options.ExactUpTo) return _estimates[index].Value;
        double at = options.Of[index] / 100 * (_count - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, (int)_count - 1);
        return _values[below] + (_values[above] - _values[below]) * (at - below);
    }

    public void Clear() => _count = 0;

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        if (_count > options.ExactUpTo) foreach (var estimate in _estimates) estimate.Save(writer);
        else writer.Write(_values.AsSpan(0, (int)_count));
    }

    public void Load(ref StateReader reader)
    {
        _count = reader.ReadInt64();
        if (_count < 0) throw new InvalidDataException($"The state has {_count} values.");
        if (_count > options.ExactUpTo)
        {
            foreach (var estimate in _estimates) estimate.Load(ref reader);
            return;
        }
        _values = new double[_count];
        reader.Read(_values);
    }

    private void Keep(double value)
    {
        if (_count == _values.Length) Array.Resize(ref _values, Math.Min(options.ExactUpTo, Math.Max(16, 2 * _values.Length)));
        _values[_count] = value;
    }

    private void BeginEstimates()
    {
        _values.AsSpan(0, (int)_count).Sort();
        foreach (var estimate in _estimates) estimate.Begin(_values.AsSpan(0, (int)_count));
    }
}
