namespace EdgeAppliance.Inference.Runtime;

/// <summary>Which execution provider really runs a model.</summary>
/// <param name="Name">As the manifest spells it.</param>
/// <param name="Whole">False where the processor runs the nodes that this provider cannot.</param>
/// <param name="Wanted">What the manifest named first, or null where it named nothing.</param>
/// <param name="WhyNot">Why the wanted one does not run it all; null where it does.</param>
public sealed record RunningProvider(string Name, bool Whole, string? Wanted, string? WhyNot)
{
    /// <summary>True where an operator must be told that the model does not run where it asked to.</summary>
    public bool IsDegraded => WhyNot is not null;
}
