namespace EdgeAppliance.Inference.Isolation;

/// <summary>What came of loading a version and running its golden test in a process of its own.</summary>
/// <param name="Refusal">Why it cannot be used; null where it can.</param>
/// <param name="ResidentBytes">By how much that process grew at most.</param>
public sealed record CandidateProof(string? Refusal, long ResidentBytes)
{
    /// <summary>The process could not be had: nothing is known of the version.</summary>
    public bool IsMissing { get; init; }
}
