namespace EdgeAppliance.Core.Steps;

/// <summary>Counts what privacy budgets and thresholds have kept back in one pipeline; any thread reads it.</summary>
public sealed class BudgetMeter
{
    private long _withheld;
    private long _empty;

    /// <summary>Readings left out because the budget was spent, and groups because too few devices stood behind them.</summary>
    public long Withheld => Volatile.Read(ref _withheld);

    /// <summary>Streams whose budget does for no further reading now.</summary>
    public long Empty => Volatile.Read(ref _empty);

    /// <summary>The appliance's own time while the batch at hand is processed, microseconds since 1970; null outside of a pipeline, where nobody's promise depends on it.</summary>
    internal long? NowUs { get; set; }

    internal void OnWithheld() => Interlocked.Increment(ref _withheld);

    internal void OnEmpty(int more) => Interlocked.Add(ref _empty, more);
}
