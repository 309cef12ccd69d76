using EdgeAppliance.Core.Health;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Repository;

/// <summary>What a person should know of a model.</summary>
internal static class ModelConditions
{
    public static IEnumerable<HealthCondition> Of(ModelSlot slot)
    {
        string subject = $"models.{slot.Name}";
        if (slot.Refusal is { } refusal)
            yield return new HealthCondition("model.refused", HealthSeverity.Error, subject, refusal, $"Install a version of {slot.Name} that loads: 'edgectl models install DIR'.");
        if (slot.Loaded is not { Model: var model } active) yield break;
        if (active.WhyNotNewest is { } whyNot)
        {
            yield return new HealthCondition("model.fell-back", HealthSeverity.Error, subject,
                $"{slot.Name} runs version {model.Manifest.Version}, because a newer one cannot be used: {whyNot}", $"Install a version of {slot.Name} that loads: 'edgectl models install DIR'.");
        }
        if (model.Provider.IsDegraded)
        {
            yield return new HealthCondition("model.provider-degraded", HealthSeverity.Warning, subject,
                $"{slot.Name} asked for {model.Provider.Wanted} and runs {(model.Provider.Whole ? "" : "partly ")}on {model.Provider.Name}: {model.Provider.WhyNot}.",
                "Install the provider's libraries, or name cpu first in the bundle's providers.");
        }
        long bad = model.Statistics.Count(WindowOutcome.Failed) + model.Statistics.Count(WindowOutcome.NotFinite);
        if (bad > 0)
        {
            yield return new HealthCondition("model.runs-failed", HealthSeverity.Warning, subject,
                $"{slot.Name} {model.Manifest.Version} gave no usable result for {bad} of {model.Statistics.Runs} windows; their records lack the scores.",
                "Look at the readings of these windows, or install another version.");
        }
    }
}
