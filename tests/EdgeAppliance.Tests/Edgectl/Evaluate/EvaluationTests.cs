using EdgeAppliance.Edgectl.Evaluate;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Edgectl.Evaluate;

public sealed class EvaluationTests
{
    private static readonly string Data = Path.Combine(Environment.GetEnvironmentVariable("EDGE_DATA") ?? Path.Combine(ProjectReferences.Root, "../shared/data"), "skab/data/valve1");

    /// <summary>The bars: what the model card promises, with the best published causal rules below them.</summary>
    [SkabFact]
    public void Run_PumpAnomalyOnValve1_KeepsWhatItsCardPromises()
    {
        using var scorer = new WindowScorer(Path.Combine(ProjectReferences.Root, "models/pump-anomaly"));
        var pooled = Evaluation.Run(scorer, Data).Pooled;
        Assert.True(pooled.Published.F1 >= 0.85 && pooled.Published.FalseAlarmPercent <= 18, $"published {pooled.Published}");
        Assert.True(pooled.Causal.F1 >= 0.76 && pooled.Causal.FalseAlarmPercent <= 25, $"causal {pooled.Causal}");
    }

    private sealed class SkabFactAttribute : FactAttribute
    {
        public SkabFactAttribute()
        {
            if (!Directory.Exists(Data)) Skip = "needs SKAB: edgectl data get skab, and EDGE_DATA set to its folder";
        }
    }
}
