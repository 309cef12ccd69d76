using System.Collections.Immutable;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>What one window knows of one channel.</summary>
internal sealed class ChannelTotals(ImmutableArray<AggregateFunction> functions, PercentileOptions? percentiles)
{
    private readonly Percentiles? _percentiles = percentiles is null ? null : new Percentiles(percentiles);
    private readonly int _ranks = percentiles?.Of.Length ?? 0;
    private Accumulator _accumulator = new();

    public void Add(double value)
    {
        _accumulator.Add(value);
        _percentiles?.Add(value);
    }

    /// <summary>Writes the results into a row, from a column on.</summary>
    public void WriteTo(ReadingBatch output, int row, ref int column)
    {
        foreach (var function in functions) output.Set(row, column++, _accumulator.Result(function));
        _percentiles?.Sort();
        for (int i = 0; i < _ranks; i++) output.Set(row, column++, _percentiles!.Result(i));
    }

    public void Clear()
    {
        _accumulator = new Accumulator();
        _percentiles?.Clear();
    }

    public void Save(StateWriter writer)
    {
        _accumulator.Save(writer);
        _percentiles?.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        _accumulator.Load(ref reader);
        _percentiles?.Load(ref reader);
    }
}
