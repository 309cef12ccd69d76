namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>One recording, or several pooled, under both rules.</summary>
internal readonly record struct RuleCounts(Confusion Published, Confusion Causal)
{
    public static RuleCounts operator +(RuleCounts a, RuleCounts b) => new(a.Published + b.Published, a.Causal + b.Causal);
}
