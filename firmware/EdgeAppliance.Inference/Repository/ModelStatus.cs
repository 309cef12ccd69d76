using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Repository;

/// <summary>How a model is doing.</summary>
/// <param name="Version">The version that is in use; null where there is none.</param>
public sealed record ModelStatus(string Name, string? Version)
{
    /// <summary>False until something asks for it.</summary>
    public bool Loaded { get; init; }

    /// <summary>Why it cannot be used; null where it can, or was not asked for yet.</summary>
    public string? Refusal { get; init; }

    /// <summary>Which execution provider runs it, and which one it asked for; null where it is not loaded.</summary>
    public RunningProvider? Provider { get; init; }

    public int Sessions { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>The version that is tried beside it; null where there is none.</summary>
    public string? TrialVersion { get; init; }

    public ModelRuns Runs { get; init; } = ModelRuns.None;
}
