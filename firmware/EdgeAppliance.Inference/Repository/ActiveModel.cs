using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Inference.Repository;

/// <summary>What a slot's users run: swapped whole, so that a window sees one state or the other.</summary>
internal sealed record ActiveModel(LoadedModel Model, TimeProvider Time)
{
    /// <summary>A new version that is tried on the same windows; null where there is none.</summary>
    public ModelTrial? Trial { get; init; }

    /// <summary>Why this is not the newest version that is installed; null where it is.</summary>
    public string? WhyNotNewest { get; init; }
}
