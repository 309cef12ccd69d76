namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>The privacy budget of one stream: what it may spend in a period, and what it has. It is never overdrawn. A period begins with its first reading
/// and ends at a multiple of its length; a reading that is older counts in the one that runs, so a clock that is set back renews nothing.</summary>
internal sealed class PrivacyBudget(BudgetOptions options, BudgetMeter meter)
{
    private BudgetSpent? _spent;
    private bool _beginsSpent;
    private bool _isEmpty;

    public long Left => _spent is { } known ? Math.Max(0, options.Total - known.Spent) : options.Total;

    /// <summary>Null until the first reading.</summary>
    public BudgetSpent? Spent => _spent;

    /// <summary>Takes what a reading costs, or nothing where less is left.</summary>
    public bool TryCharge(long timeUs, long cost)
    {
        if (_spent is not { } known || timeUs >= known.EndsUs) known = Renew(timeUs);
        bool has = cost <= options.Total - known.Spent;
        if (has) _spent = known with { Spent = known.Spent + cost };
        else meter.OnWithheld();
        if (_isEmpty == !has) return has;
        _isEmpty = !has;
        meter.OnEmpty(_isEmpty ? 1 : -1);
        return has;
    }

    /// <summary>Goes on from what was spent before, under this configuration or another. Another mechanism counted in other units: then all counts as spent.</summary>
    public void TakeUp(BudgetSpent spent) =>
        _spent = spent.Mechanism == options.Mechanism ? spent : spent with { Mechanism = options.Mechanism, Spent = options.Total };

    /// <summary>Nobody knows what was spent before: the period that the next reading falls into counts as all spent.</summary>
    public void Forget()
    {
        _spent = null;
        _beginsSpent = true;
    }

    private BudgetSpent Renew(long timeUs)
    {
        long over = (timeUs % options.PeriodUs + options.PeriodUs) % options.PeriodUs;
        long left = options.PeriodUs - over;
        var fresh = new BudgetSpent(options.Mechanism, timeUs > long.MaxValue - left ? long.MaxValue : timeUs + left, _beginsSpent ? options.Total : 0);
        _beginsSpent = false;
        _spent = fresh;
        return fresh;
    }
}
