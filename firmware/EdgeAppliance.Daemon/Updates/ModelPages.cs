using EdgeAppliance.Daemon.Http.Pages;
using RepositoryStatus = EdgeAppliance.Inference.Repository.ModelStatus;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>What the repository says of its models, as the page of models shows it.</summary>
internal static class ModelPages
{
    public static IReadOnlyList<ModelStatus> Of(IReadOnlyList<RepositoryStatus> models, IReadOnlyDictionary<string, IReadOnlyList<string>> usedBy) =>
        [.. models.Select(model => Of(model, usedBy.GetValueOrDefault(model.Name, [])))];

    private static ModelStatus Of(RepositoryStatus model, IReadOnlyList<string> usedBy)
    {
        var runs = model.Runs;
        return new ModelStatus
        {
            Name = model.Name,
            Version = model.Version ?? "",
            State = StateOf(model),
            Error = model.Refusal,
            ProviderAsked = model.Provider?.Wanted,
            ProviderRunning = model.Provider?.Name,
            ProviderWhyNot = model.Provider?.WhyNot,
            Runs = runs.Runs,
            FailedRuns = runs.Failed + runs.NotFinite,
            LatencyP50Ms = runs.Runs == 0 ? null : runs.Median.TotalMilliseconds,
            LatencyP99Ms = runs.Runs == 0 ? null : runs.P99.TotalMilliseconds,
            MemoryBytes = model.MemoryBytes,
            TrialVersion = model.TrialVersion,
            UsedBy = usedBy,
        };
    }

    private static ModelState StateOf(RepositoryStatus model)
    {
        if (model.Refusal is not null) return ModelState.Failed;
        if (model.TrialVersion is not null) return ModelState.Trial;
        return model.Loaded ? ModelState.Running : ModelState.Idle;
    }
}
