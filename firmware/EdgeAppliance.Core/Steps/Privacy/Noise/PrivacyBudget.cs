namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>The privacy budget of one stream: what it may spend in a period, and what it has. It is never overdrawn. A period begins with its first reading
/// and ends at a multiple of its length; a reading that is older counts in the one that runs, so a clock that is set back renews nothing.</summary>
/// <remarks>Readings may have times that their device gives. So that none renews its budget by running ahead, or by beginning long ago, a period of the
/// appliance's own clock must have passed as well; those that passed without a reading are made up for, as far as <see cref="BehindMax"/>.</remarks>
internal sealed class PrivacyBudget(BudgetOptions options, BudgetMeter meter)
{
    /// <summary>Periods that a stream may be behind, as where a device or a pipeline was cut off, and still have a budget for each.</summary>
    public const int BehindMax = 24;

    // 2020-01-01T00:00Z: an appliance whose clock says less does not know the time.
    private const long KnownFromUs = 1_577_836_800_000_000;

    private BudgetSpent? _spent;
    private bool _beginsSpent;
    private bool _isEmpty;

    public long Left => _spent is { } known ? Math.Max(0, options.Total - known.Spent) : options.Total;

    /// <summary>Null until the first reading.</summary>
    public BudgetSpent? Spent => _spent;

    /// <summary>Takes what a reading costs, or nothing where less is left.</summary>
    public bool TryCharge(long timeUs, long cost)
    {
        if (_spent is not { } known) known = Renew(timeUs, Began());
        else if (timeUs >= known.EndsUs && HasPassed(ref known, out long beganUs)) known = Renew(timeUs, beganUs);
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

    private BudgetSpent Renew(long timeUs, long beganUs)
    {
        long left = options.PeriodUs - Into(timeUs);
        var fresh = new BudgetSpent(options.Mechanism, timeUs > long.MaxValue - left ? long.MaxValue : timeUs + left, _beginsSpent ? options.Total : 0) { BeganUs = beganUs };
        _beginsSpent = false;
        _spent = fresh;
        return fresh;
    }

    /// <summary>Whether the period is over by the appliance's clock too.</summary>
    /// <param name="beganUs">When the next one began, by that clock.</param>
    private bool HasPassed(ref BudgetSpent known, out long beganUs)
    {
        beganUs = BudgetSpent.Never;
        if (meter.NowUs is not { } now) return true;
        if (now < KnownFromUs) return false;
        if (known.BeganUs == BudgetSpent.Never || now < known.BeganUs)
        {
            // It is told for the first time, or the clock was set back: from now on it counts.
            _spent = known = known with { BeganUs = Began() };
            return false;
        }
        beganUs = Math.Max(known.BeganUs + options.PeriodUs, Began() - BehindMax * options.PeriodUs);
        return now - known.BeganUs >= options.PeriodUs;
    }

    private long Began() => meter.NowUs is { } now && now >= KnownFromUs ? now - Into(now) : BudgetSpent.Never;

    private long Into(long timeUs) => (timeUs % options.PeriodUs + options.PeriodUs) % options.PeriodUs;
}
