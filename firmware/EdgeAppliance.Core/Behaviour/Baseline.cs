namespace EdgeAppliance.Core.Behaviour;

/// <summary>What a device does when it behaves, beside its values: learnt, declared, or partly so.</summary>
internal struct Baseline(BehaviourRules rules)
{
    private const double SilenceSlackSeconds = 1;

    /// <summary>Readings a second.</summary>
    public Extremes Rate = Of(rules.Rate);

    /// <summary>Bytes.</summary>
    public Extremes Size = Of(rules.Size);

    /// <summary>Seconds.</summary>
    public Extremes Silence = Of(rules.Silence);

    public void Widen(BehaviourRules rules)
    {
        // A window that begins a little later may count one reading more or less.
        if (rules.Rate is { IsLearnt: true }) Rate.Widen(rules.Margin, 1 / rules.RateOver.TotalSeconds);
        if (rules.Size is { IsLearnt: true }) Size.Widen(rules.Margin);
        if (rules.Silence is { IsLearnt: true }) Silence.WidenAbove(rules.Margin, SilenceSlackSeconds);
    }

    private static Extremes Of(BehaviourRule? rule) => rule is null ? new Extremes(double.NaN, double.NaN) : rule.IsLearnt ? new Extremes() : new Extremes(rule.Least, rule.Most);
}
