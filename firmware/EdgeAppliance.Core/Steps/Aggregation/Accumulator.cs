namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Count, sum, extremes and spread of one channel, a value at a time (Welford 1962 for the spread). Missing values do not count.</summary>
internal struct Accumulator()
{
    private long _count;
    private double _sum;
    private double _mean;
    private double _squares;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    public void Add(double value)
    {
        if (double.IsNaN(value)) return;
        _count++;
        _sum += value;
        double from = value - _mean;
        _mean += from / _count;
        _squares += from * (value - _mean);
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
    }

    /// <returns>NaN where there was no value, but for the count and the sum. The deviation is the population's.</returns>
    public readonly double Result(AggregateFunction function) => function switch
    {
        AggregateFunction.Count => _count,
        AggregateFunction.Sum => _sum,
        _ when _count == 0 => double.NaN,
        AggregateFunction.Mean => _mean,
        AggregateFunction.Min => _min,
        AggregateFunction.Max => _max,
        _ => Math.Sqrt(_squares / _count),
    };

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_count);
        writer.Write(_sum);
        writer.Write(_mean);
        writer.Write(_squares);
        writer.Write(_min);
        writer.Write(_max);
    }

    public void Load(ref StateReader reader)
    {
        _count = reader.ReadInt64();
        _sum = reader.ReadDouble();
        _mean = reader.ReadDouble();
        _squares = reader.ReadDouble();
        _min = reader.ReadDouble();
        _max = reader.ReadDouble();
    }
}
